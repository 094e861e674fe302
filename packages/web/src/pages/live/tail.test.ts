import type { EventRow } from "@lepton/server";
import { describe, expect, test } from "vitest";
import { arrived, emptyTail, keptRows, matches, resumed } from "./tail.ts";

const row = (uuid: string, over: Partial<EventRow> = {}): EventRow => ({
  uuid,
  event: "opened",
  distinctId: "ada",
  personId: "ada",
  ts: "2026-03-01T00:00:00.000Z",
  receivedAt: "2026-03-01T00:00:00.000Z",
  sessionId: "",
  properties: {},
  ...over,
});
const ids = (rows: EventRow[]) => rows.map((it) => it.uuid).join("");

describe("the live tail", () => {
  test("puts the newest on top and counts a repeated event once", () => {
    const tail = arrived(arrived(emptyTail, [row("b"), row("a")], false), [row("c"), row("b")], false);
    expect(ids(tail.rows)).toBe("cba");
  });

  test("holds events back during a pause and shows all of them after it", () => {
    const paused = arrived(arrived(emptyTail, [row("a")], false), [row("c"), row("b")], true);
    expect([ids(paused.rows), ids(paused.waiting)]).toEqual(["a", "cb"]);
    expect(ids(resumed(paused).rows)).toBe("cba");
  });

  test("never grows beyond its limit", () => {
    const many = Array.from({ length: keptRows + 20 }, (_, i) => row(String(i)));
    expect(arrived(emptyTail, many, false).rows).toHaveLength(keptRows);
  });

  test("finds by event, person and property value, whatever the case", () => {
    const bought = row("a", { event: "Bought", properties: { plan: "Pro" } });
    expect(matches(bought, { events: [], text: "pro" })).toBe(true);
    expect(matches(bought, { events: ["opened"], text: "" })).toBe(false);
    expect(matches(bought, { events: ["Bought"], text: "ADA" })).toBe(true);
    expect(matches(bought, { events: [], text: "team" })).toBe(false);
  });
});
