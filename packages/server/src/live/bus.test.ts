import type { CapturedEvent } from "@lepton/warehouse";
import { expect, test } from "vitest";
import { LiveBus, type LiveEvent } from "./bus.ts";

const event = (project: string, name: string): CapturedEvent => ({
  project,
  event: name,
  distinctId: "u",
  ts: 0,
  receivedAt: 1,
  properties: {},
});
const names = (events: readonly LiveEvent[] | null) => events?.map((e) => e.event.event);

test("a listener hears its own project, until it leaves", () => {
  const bus = new LiveBus();
  const heard: string[] = [];
  const leave = bus.subscribe("p", (events) => heard.push(...(names(events) ?? [])));
  bus.publish([event("p", "one"), event("q", "other"), event("p", "two")]);
  leave();
  bus.publish([event("p", "three")]);
  expect(heard).toEqual(["one", "two"]);
});

test("what was missed is told by the last id seen", () => {
  const bus = new LiveBus();
  const ids: string[] = [];
  bus.subscribe("p", (events) => ids.push(...events.map((e) => e.id)));
  bus.publish(["one", "two", "three"].map((name) => event("p", name)));
  expect(names(bus.since("p", ids[0] ?? ""))).toEqual(["two", "three"]);
  expect(bus.since("p", "unknown")).toBeNull();
});

test("only the newest events are kept, however many come", () => {
  const bus = new LiveBus();
  const ids: string[] = [];
  bus.subscribe("p", (events) => ids.push(...events.map((e) => e.id)));
  for (let i = 0; i < 30; i++) bus.publish(Array.from({ length: 100 }, (_, n) => event("p", `${i}.${n}`)));
  expect(bus.since("p", ids.at(-500) ?? "")).toHaveLength(499);
  expect(bus.since("p", ids.at(-501) ?? "")).toBeNull();
});
