import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaptureApp, openCaptureApp, writeKey } from "./testing/app.ts";

let server: CaptureApp;
beforeAll(async () => {
  server = await openCaptureApp();
});
afterAll(() => server.close());

test("@segment/analytics-node, unmodified: every call arrives, people are merged", async () => {
  const analytics = new Analytics({ writeKey, host: server.url, flushAt: 100 });
  const errors: unknown[] = [];
  analytics.on("error", (error) => errors.push(error));
  const timestamp = new Date("2026-03-01T10:00:00.123Z");
  analytics.track({ anonymousId: "a-1", event: "Signup Clicked", timestamp, properties: { button: "hero" } });
  analytics.identify({ userId: "u-1", anonymousId: "a-1", traits: { plan: "pro", seats: 3 } });
  analytics.page({ userId: "u-1", name: "Pricing", properties: { url: "https://x.test/pricing" } });
  analytics.screen({ userId: "u-1", name: "Home" });
  analytics.group({ userId: "u-1", groupId: "acme", traits: { industry: "toys" } });
  analytics.alias({ userId: "u-1", previousId: "u-old" });
  analytics.track({ userId: "u-1", event: "Order Paid", properties: { revenue: 9.5 } });
  await analytics.closeAndFlush();
  expect(errors).toEqual([]);

  const rows = await server.events();
  expect(rows.map((row) => [row.event, row.distinct_id]).sort()).toEqual([
    ["$create_alias", "u-1"],
    ["$groupidentify", "u-1"],
    ["$identify", "u-1"],
    ["$pageview", "u-1"],
    ["$screen", "u-1"],
    ["Order Paid", "u-1"],
    ["Signup Clicked", "a-1"],
  ]);
  const click = rows.find((row) => row.event === "Signup Clicked");
  expect(click?.ts).toBe(String(timestamp.getTime()));
  expect(click?.properties).toMatchObject({ button: "hero", $lib: "@segment/analytics-node" });
  expect(rows.find((row) => row.event === "$pageview")?.properties).toMatchObject({
    name: "Pricing",
    $current_url: "https://x.test/pricing",
  });
  const merges = await server.warehouse.query(
    "SELECT distinct_id, person_id FROM identities FINAL WHERE project = 'p' ORDER BY distinct_id",
  );
  expect(merges).toEqual([
    { distinct_id: "a-1", person_id: "u-1" },
    { distinct_id: "u-old", person_id: "u-1" },
  ]);
  const people = await server.warehouse.query<{ properties: unknown }>(
    "SELECT properties.plan::String AS plan, properties.seats::UInt8 AS seats FROM people FINAL WHERE project = 'p' AND person_id = 'u-1'",
  );
  expect(people).toEqual([{ plan: "pro", seats: 3 }]);
});

test("a wrong write key is told to the SDK, and nothing is stored", async () => {
  const before = (await server.events()).length;
  const analytics = new Analytics({ writeKey: "lw_wrong", host: server.url, maxRetries: 0 });
  const errors: unknown[] = [];
  analytics.on("error", (error) => errors.push(error));
  analytics.track({ userId: "u-1", event: "x" });
  await analytics.closeAndFlush();
  expect(errors.length).toBeGreaterThan(0);
  expect((await server.events()).length).toBe(before);
});
