import { PostHog } from "posthog-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaptureApp, openCaptureApp, writeKey } from "./testing/app.ts";

let server: CaptureApp;
beforeAll(async () => {
  server = await openCaptureApp();
});
afterAll(() => server.close());

test("posthog-node, unmodified: capture, identify, alias, groupIdentify arrive as sent", async () => {
  const client = new PostHog(writeKey, { host: server.url, flushAt: 20, flushInterval: 10_000 });
  const errors: unknown[] = [];
  client.on("error", (error: unknown) => errors.push(error));
  const timestamp = new Date("2026-03-01T10:00:00.123Z");
  client.capture({
    distinctId: "anna",
    event: "order paid",
    timestamp,
    uuid: "0195a000-0000-7000-8000-000000000001",
    properties: { amount: 12.5, nested: { deep: [1, "two", null] }, "😀": "🎈", $session_id: "s1" },
  });
  client.identify({ distinctId: "anna", properties: { plan: "pro", $set_once: { first: "x" } } });
  client.alias({ distinctId: "anna", alias: "anna@old" });
  client.groupIdentify({ groupType: "company", groupKey: "acme", properties: { seats: 3 } });
  client.capture({ distinctId: "bo", event: "order paid", groups: { company: "acme" } });
  await client.shutdown();
  expect(errors).toEqual([]);

  const rows = await server.events();
  expect(rows.map((row) => [row.event, row.distinct_id]).sort()).toEqual([
    ["$create_alias", "anna"],
    ["$groupidentify", "$company_acme"],
    ["$identify", "anna"],
    ["order paid", "anna"],
    ["order paid", "bo"],
  ]);
  const paid = rows.find((row) => row.event === "order paid" && row.distinct_id === "anna");
  expect(paid?.ts).toBe(String(timestamp.getTime()));
  expect(paid?.session_id).toBe("s1");
  expect(paid?.properties).toMatchObject({ amount: 12.5, "😀": "🎈", $lib: "posthog-node" });
  const merges = await server.warehouse.query(
    "SELECT distinct_id, person_id FROM identities FINAL WHERE project = 'p'",
  );
  expect(merges).toEqual([{ distinct_id: "anna@old", person_id: "anna" }]);
  const people = await server.warehouse.query<{ properties: Record<string, unknown> }>(
    "SELECT properties FROM people FINAL WHERE project = 'p' AND person_id = 'anna'",
  );
  expect(people[0]?.properties).toMatchObject({ plan: "pro" });
  const groups = await server.warehouse.query<{ properties: unknown }>(
    "SELECT group_type, group_key, properties.seats::UInt8 AS seats FROM groups FINAL WHERE project = 'p'",
  );
  expect(groups).toEqual([{ group_type: "company", group_key: "acme", seats: 3 }]);
});
