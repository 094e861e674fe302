import { afterEach, beforeEach, expect, test } from "vitest";
import { startServer, type TestServer } from "../testing/server.ts";
import { createClient } from "./client.ts";
import type { ClientOptions, DeliveryError } from "./types.ts";

let server: TestServer;
let errors: DeliveryError[];
const clientOf = (options: Partial<ClientOptions> = {}) =>
  createClient({
    key: "write-key",
    host: server.url,
    retryMs: 1,
    onError: (error) => errors.push(error),
    ...options,
  });

beforeEach(async () => {
  server = await startServer();
  errors = [];
});
afterEach(() => server.close());

test("each call becomes the event PostHog's format names for it", async () => {
  const client = clientOf();
  const timestamp = "2026-03-01T10:00:00.000Z";
  client.track({
    distinctId: "ada",
    event: "order",
    properties: { amount: 42 },
    groups: { company: "acme" },
    timestamp,
    uuid: "u-1",
  });
  client.identify({
    distinctId: "ada",
    anonymousId: "anon-1",
    set: { plan: "pro" },
    setOnce: { source: "ad" },
  });
  client.alias({ distinctId: "ada", alias: "ada@old" });
  client.group({ type: "company", key: "acme", set: { size: 12 } });
  expect(await client.shutdown()).toEqual({ delivered: 4, lost: 0 });
  const [body] = server.received.map((it) => it.body);
  expect(body?.api_key).toBe("write-key");
  expect(Number.isNaN(Date.parse(body?.sent_at ?? ""))).toBe(false);
  const [track, identify, alias, group] = server.events();
  expect(track).toEqual({
    event: "order",
    distinct_id: "ada",
    properties: { $lib: "lepton-node", $groups: { company: "acme" }, amount: 42 },
    timestamp,
    uuid: "u-1",
  });
  expect(identify).toMatchObject({
    event: "$identify",
    distinct_id: "ada",
    properties: { $anon_distinct_id: "anon-1" },
    $set: { plan: "pro" },
    $set_once: { source: "ad" },
  });
  expect(alias).toMatchObject({
    event: "$create_alias",
    distinct_id: "ada",
    properties: { alias: "ada@old" },
  });
  expect(group).toMatchObject({
    event: "$groupidentify",
    distinct_id: "$company_acme",
    properties: { $group_type: "company", $group_key: "acme", $group_set: { size: 12 } },
  });
  expect(errors).toEqual([]);
});

test("a batch is repeated after 503, 429 with Retry-After and a cut connection, with the same uuids", async () => {
  server.replies = [{ status: 503 }, { status: 429, headers: { "retry-after": "0" } }, { status: 0 }];
  const client = clientOf();
  client.track({ distinctId: "ada", event: "a" });
  client.track({ distinctId: "ada", event: "b" });
  expect(await client.flush()).toEqual({ delivered: 2, lost: 0 });
  const uuids = server.received.map(({ body }) => body?.batch.map((it) => it.uuid).join());
  expect(uuids).toHaveLength(3); // the cut one left no entry
  expect(new Set(uuids).size).toBe(1);
  await client.shutdown();
});

test("a refusal is final and reported with what the server said", async () => {
  server.replies = [{ status: 401 }];
  const client = clientOf();
  client.track({ distinctId: "ada", event: "a" });
  expect(await client.shutdown()).toEqual({ delivered: 0, lost: 1 });
  expect(server.received).toHaveLength(1);
  expect(errors).toMatchObject([{ code: "REFUSED", status: 401 }]);
  expect(errors[0]?.message).toMatchInlineSnapshot(`"The server refused 1 events with 401: {"status":"Ok"}"`);
});

test("a batch that is too large for the server is halved until it fits", async () => {
  server.replies = [{ status: 413 }, { status: 413 }];
  const client = clientOf({ flushAt: 100 });
  for (let i = 0; i < 8; i++) client.track({ distinctId: "ada", event: `e${i}` });
  expect(await client.shutdown()).toEqual({ delivered: 8, lost: 0 });
  expect(server.received.map((it) => it.body?.batch.length)).toEqual([8, 4, 2, 2, 4]);
});

test("large requests are gzipped, small ones and gzip: false are not", async () => {
  const client = clientOf({ flushAt: 1 });
  client.track({ distinctId: "ada", event: "small" });
  await client.flush();
  client.track({ distinctId: "ada", event: "large", properties: { text: "x".repeat(5000) } });
  await client.shutdown();
  const plain = clientOf({ gzip: false });
  plain.track({ distinctId: "ada", event: "large", properties: { text: "x".repeat(5000) } });
  await plain.shutdown();
  expect(server.received.map((it) => it.encoding)).toEqual([undefined, "gzip", undefined]);
  expect(server.events().map((it) => it.event)).toEqual(["small", "large", "large"]);
});

test("the queue is bounded: the oldest event goes and is reported", async () => {
  const client = clientOf({ maxQueue: 3, flushAt: 100 });
  for (const event of ["a", "b", "c", "d", "e"]) client.track({ distinctId: "ada", event });
  expect(errors.map((it) => it.code)).toEqual(["QUEUE_FULL", "QUEUE_FULL"]);
  await client.shutdown();
  expect(server.events().map((it) => it.event)).toEqual(["c", "d", "e"]);
});

test("what cannot be an event is reported, never thrown, and does not stop the others", async () => {
  const client = clientOf();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  client.track({ distinctId: "ada", event: "cycle", properties: cycle });
  client.track({ distinctId: "", event: "nobody" });
  client.track({ distinctId: "ada", event: "when", timestamp: "not a time" });
  client.track({ distinctId: "ada", event: "good" });
  expect(await client.shutdown()).toEqual({ delivered: 1, lost: 0 });
  client.track({ distinctId: "ada", event: "late" });
  expect(errors.map((it) => it.code)).toEqual(["INVALID_EVENT", "INVALID_EVENT", "INVALID_EVENT", "CLOSED"]);
});

test("shutdown returns in time when the server does not answer, and reports what is lost", async () => {
  server.replies = Array.from({ length: 100 }, () => ({ status: 503, headers: { "retry-after": "60" } }));
  const client = clientOf({ maxBatch: 1 });
  client.track({ distinctId: "ada", event: "a" });
  client.track({ distinctId: "ada", event: "b" });
  expect(await client.shutdown(50)).toEqual({ delivered: 0, lost: 2 });
  expect(errors.map((it) => it.code)).toEqual(["GAVE_UP", "GAVE_UP"]);
});

test("the timer sends without a flush", async () => {
  const client = clientOf({ flushIntervalMs: 5 });
  client.track({ distinctId: "ada", event: "a" });
  await server.until(() => server.events().length === 1);
  await client.shutdown();
});
