import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { random } from "@lepton/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Alert, AlertEventList, AlertWithSecret } from "../contract/alert.ts";
import type { DeliveryList } from "../contract/audience.ts";
import { openWorld, type World } from "../testing/world.ts";
import { judge } from "./alertCheck.ts";

describe("what a look at a series says", () => {
  const { normal } = random(3);
  const values = Array.from({ length: 60 }, (_, t) =>
    Math.round(100 + 20 * Math.sin((2 * Math.PI * t) / 7) + normal()),
  );
  const series = (last: number, n = values.length) => ({
    buckets: Array.from({ length: n + 1 }, (_, i) => ({ start: `day ${i}`, complete: i < n })),
    // The bucket that still runs is empty yet.
    series: [
      { index: 0, label: "A", breakdown: null, values: [...values.slice(0, n - 1), last, 0], total: null },
    ],
  });
  const usual = values[59] as number;

  test("unusual is what stands out from its own season, in the direction asked for", () => {
    const look = (last: number, direction: "any" | "up" | "down") =>
      judge(series(last), 0, { kind: "unusual", direction }, "day", 0);
    expect(look(usual, "any")).toMatchObject({ kind: "seen", fires: false, bucket: "day 59", value: usual });
    expect(look(usual - 40, "any")).toMatchObject({ fires: true });
    expect(look(usual - 40, "up")).toMatchObject({ fires: false });
    expect(look(usual - 40, "down")).toMatchObject({ fires: true });
  });
  test("twenty days are too few to know what is usual, and one is enough for a threshold", () => {
    expect(judge(series(0, 20), 0, { kind: "unusual", direction: "any" }, "day", 0)).toEqual({
      kind: "notEnough",
      have: 20,
      need: 21,
    });
    expect(judge(series(0, 1), 0, { kind: "threshold", op: "below", value: 1 }, "day", 0)).toMatchObject({
      kind: "notEnough",
    });
    expect(judge(series(3, 2), 0, { kind: "threshold", op: "below", value: 4 }, "day", 0)).toMatchObject({
      fires: true,
      value: 3,
    });
  });
});

describe("on the server", () => {
  let world: World;
  let base: string;
  let insight: string;
  beforeAll(async () => {
    world = await openWorld();
    base = `/api/projects/${world.project}`;
    const yesterday = Date.now() - 86_400_000;
    await world.write(
      Array.from({ length: 40 }, (_, day) => day).flatMap((day) =>
        Array.from({ length: day === 0 ? 2 : 20 + (day % 3) }, (_, i) => ({
          event: "visit",
          distinctId: `p${i}`,
          ts: yesterday - day * 86_400_000,
          dedupeKey: `${day} ${i}`,
        })),
      ),
    );
    const made = await world.owner.post<{ id: string }>(`${base}/insights`, {
      name: "Visits",
      question: { kind: "trends", series: [{ event: "visit" }] },
    });
    insight = made.id;
  });
  afterAll(() => world.close());
  const events = async () => (await world.owner.get<AlertEventList>(`${base}/alerts/events`)).items;

  test("a day that stands out is told once, to the list and to the webhook; quiet again is told, too", async () => {
    const bodies: { type: string }[] = [];
    const server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      bodies.push(JSON.parse(text));
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    await world.owner.request("PUT", `${base}/act/settings`, { allowPrivateAddresses: true });
    const { alert, secret } = await world.owner.post<AlertWithSecret>(`${base}/alerts`, {
      name: "Visits fall",
      insight,
      rule: { kind: "unusual", direction: "down" },
      webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    expect(secret).toMatch(/^whsec_/);
    expect(alert).toMatchObject({ state: "firing", last: { value: 2 }, problem: null });
    expect(alert.last?.z).toBeLessThan(-3.5);
    // Checked again, it still fires, and nothing more is told.
    await world.app.act.tick(new Date(Date.now() + 86_400_001));
    expect(bodies.map(({ type }) => type)).toEqual(["alert.fired"]);
    expect(await events()).toMatchObject([{ kind: "fired", alertName: "Visits fall", value: 2 }]);
    await world.owner.request("PATCH", `${base}/alerts/${alert.id}`, {
      rule: { kind: "threshold", op: "below", value: 5 },
    });
    expect((await world.owner.post<Alert>(`${base}/alerts/${alert.id}/check`)).state).toBe("firing");
    await world.write(
      Array.from({ length: 30 }, (_, i) => ({
        event: "visit",
        distinctId: `q${i}`,
        ts: Date.now() - 86_400_000,
      })),
    );
    expect((await world.owner.post<Alert>(`${base}/alerts/${alert.id}/check`)).state).toBe("ok");
    await world.app.act.tick(new Date());
    expect((await events()).map(({ kind }) => kind)).toEqual(["resolved", "fired", "fired"]);
    expect(bodies.map(({ type }) => type)).toEqual(["alert.fired", "alert.fired", "alert.resolved"]);
    const { items } = await world.owner.get<DeliveryList>(`${base}/deliveries?subject=${alert.id}`);
    expect(items.every(({ status }) => status === "delivered")).toBe(true);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  test("too little data is said with numbers; a removed insight is a failure with its reason", async () => {
    const rare = await world.owner.post<{ id: string }>(`${base}/insights`, {
      name: "Rare",
      question: { kind: "trends", series: [{ event: "never" }] },
    });
    const { alert } = await world.owner.post<AlertWithSecret>(`${base}/alerts`, {
      name: "Rare",
      insight: rare.id,
      rule: { kind: "unusual" },
    });
    expect(alert).toMatchObject({ state: "notEnough", have: 0, need: 21 });
    await world.owner.request("DELETE", `${base}/insights/${rare.id}`);
    const checked = await world.owner.post<Alert>(`${base}/alerts/${alert.id}/check`);
    expect(checked).toMatchObject({ state: "failed", problem: expect.stringMatching(/insight/) });
  });

  test("only trends are watched, only series they have", async () => {
    const funnel = await world.owner.post<{ id: string }>(`${base}/insights`, {
      name: "Funnel",
      question: { kind: "funnel", steps: [{ event: "a" }, { event: "b" }] },
    });
    const rule = { kind: "threshold", op: "above", value: 1 };
    const ask = async (body: object) =>
      (await world.owner.request("POST", `${base}/alerts`, { name: "x", rule, ...body })).json().code;
    expect(await ask({ insight: funnel.id })).toBe("ALERT_NEEDS_TREND");
    expect(await ask({ insight, series: 3 })).toBe("ALERT_SERIES_UNKNOWN");
    expect(await ask({ insight: "ins_none" })).toBe("INSIGHT_NOT_FOUND");
  });
});
