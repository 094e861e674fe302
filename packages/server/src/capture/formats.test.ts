import { expect, test } from "vitest";
import { isMixpanel, mixpanelEvents, mixpanelProfiles } from "./mixpanel.ts";
import type { Arrival } from "./ports.ts";
import { posthogBatch, posthogEvents } from "./posthog.ts";
import { segmentEvents } from "./segment.ts";

const now = Date.UTC(2026, 2, 1, 12);
const arrival: Arrival = { project: { projectId: "p" }, receivedAt: now, ip: "192.0.2.1" };
const posthog = (body: unknown, query = {}, endpoint = "e") =>
  posthogEvents(posthogBatch(body, query), arrival, endpoint);

test("PostHog: one event, an array, a batch, and the old `data` shape are the same", () => {
  const event = { event: "a", distinct_id: "u", properties: { token: "k", n: 1 } };
  for (const body of [event, [event], { api_key: "k", batch: [event] }, { token: "k", data: [event] }]) {
    expect(posthogBatch(body, {}).token).toBe("k");
    expect(posthog(body).events).toEqual([
      { project: "p", event: "a", distinctId: "u", ts: now, receivedAt: now, properties: { n: 1 } },
    ]);
  }
});

test("PostHog: the batch's token wins; events that disagree are refused", () => {
  const events = [
    { event: "a", token: "k1" },
    { event: "a", properties: { token: "k2" } },
  ];
  expect(posthogBatch({ api_key: "k", batch: events }, {}).token).toBe("k");
  expect(() => posthogBatch(events, {})).toThrow(/different project keys/);
});

test("PostHog: $set at the top and inside are joined, and leave the properties", () => {
  const [event] = posthog({
    event: "x",
    distinct_id: 7,
    uuid: "k1",
    $set: { a: 1, b: 1 },
    properties: { $set: { b: 2 }, $set_once: { c: 3 }, $unset: ["d"], $session_id: "s", $ip: "192.0.2.9" },
  }).events;
  expect(event).toMatchObject({
    distinctId: "7",
    dedupeKey: "k1",
    sessionId: "s",
    set: { a: 1, b: 2 },
    setOnce: { c: 3 },
    unset: ["d"],
    properties: { $session_id: "s" },
  });
  expect(Object.keys(event?.properties ?? {})).toEqual(["$session_id"]);
});

test("PostHog: identities and groups", () => {
  const one = (event: string, properties: object) =>
    posthog({ event, distinct_id: "u", properties }).events[0];
  expect(one("$identify", { $anon_distinct_id: "a" })).toMatchObject({
    identified: true,
    merge: { otherId: "a", kind: "identify" },
  });
  expect(one("$create_alias", { alias: "b" })?.merge).toEqual({ otherId: "b", kind: "alias" });
  expect(one("$merge_dangerously", { alias: "b" })?.merge).toEqual({ otherId: "b", kind: "force" });
  expect(one("$groupidentify", { $group_type: "t", $group_key: "g", $group_set: { x: 1 } })?.group).toEqual({
    type: "t",
    key: "g",
    set: { x: 1 },
  });
});

test("PostHog: a placeholder is not merged; the event stays and the refusal is told", () => {
  const mapped = posthog({ event: "$identify", distinct_id: "u", properties: { $anon_distinct_id: "null" } });
  expect(mapped.events[0]?.merge).toBeUndefined();
  expect(mapped.warnings[0]).toMatchObject({ code: "IDENTITY_PLACEHOLDER", index: 0 });
});

test("PostHog: one bad event does not stop its batch", () => {
  const { events, refused, indices } = posthog([
    { event: "", distinct_id: "u" },
    { event: "ok", distinct_id: "u" },
    { event: "a", distinct_id: null },
    { event: "a", distinct_id: "u", timestamp: "nonsense" },
    { event: "a", distinct_id: "u", properties: [] },
    "text",
  ]);
  expect(events.map((event) => event.event)).toEqual(["ok"]);
  expect(indices).toEqual([1]);
  expect(refused.map(({ index, code }) => [index, code])).toEqual([
    [0, "EVENT_NAME_MISSING"],
    [2, "DISTINCT_ID_MISSING"],
    [3, "TIME_UNREADABLE"],
    [4, "PROPERTIES_NOT_OBJECT"],
    [5, "EVENT_NOT_OBJECT"],
  ]);
});

test("PostHog: times by sent_at of body or query, by offset, or as sent when historical", () => {
  const iso = (ms: number) => new Date(ms).toISOString();
  const slow = now - 7_200_000;
  const event = { event: "a", distinct_id: "u", timestamp: iso(slow - 1000) };
  const ts = (body: unknown, query = {}) => posthog(body, query).events[0]?.ts;
  expect(ts({ batch: [event], sent_at: iso(slow) })).toBe(now - 1000);
  expect(ts(event, { _: String(slow) })).toBe(now - 1000);
  expect(ts({ ...event, sent_at: iso(slow) })).toBe(now - 1000);
  expect(ts({ batch: [event], sent_at: iso(slow), historical_migration: true })).toBe(slow - 1000);
  expect(ts({ event: "a", distinct_id: "u", offset: 5000 })).toBe(now - 5000);
});

test("PostHog: /engage without a name is $identify; the address is kept where the project says so", () => {
  expect(posthog({ $distinct_id: "u", $set: { a: 1 } }, {}, "engage").events[0]).toMatchObject({
    event: "$identify",
    set: { a: 1 },
  });
  const keeps = { ...arrival, project: { projectId: "p", storeIp: true } };
  const batch = posthogBatch({ event: "a", distinct_id: "u" }, {});
  expect(posthogEvents(batch, keeps, "e").events[0]?.properties).toEqual({ $ip: "192.0.2.1" });
});

test("Segment: alone on its path, or with its type in a batch; unusable messages are refused alone", () => {
  const { events, refused } = segmentEvents(
    {
      batch: [
        {
          type: "track",
          event: "A",
          userId: "u",
          messageId: "m1",
          context: { ip: "192.0.2.3", locale: "de" },
        },
        { type: "track", userId: "u" },
        { type: "nonsense", userId: "u" },
        { type: "track", event: "A" },
      ],
    },
    arrival,
    "batch",
  );
  expect(events).toEqual([
    {
      project: "p",
      event: "A",
      distinctId: "u",
      ts: now,
      receivedAt: now,
      dedupeKey: "m1",
      properties: { $locale: "de" },
    },
  ]);
  expect(refused.map((row) => row.code)).toEqual([
    "EVENT_NAME_MISSING",
    "EVENT_TYPE_UNKNOWN",
    "DISTINCT_ID_MISSING",
  ]);
  expect(segmentEvents({ event: "B", anonymousId: "a" }, arrival, "track").events[0]).toMatchObject({
    event: "B",
    distinctId: "a",
  });
});

test("Mixpanel: seconds and ms, insert ids, placeholders, an hour ahead", () => {
  const item = (properties: object, event = "A") => ({ event, properties });
  const { events, refused } = mixpanelEvents(
    [
      item({ time: now / 1000 - 60, distinct_id: "u", $insert_id: "i1", x: 1 }),
      item({ time: now - 60_000, distinct_id: "" }),
      item({ time: now, distinct_id: "undefined" }),
      item({ time: now + 2 * 3_600_000, distinct_id: "u" }),
      item({ distinct_id: "u" }),
      item({ $distinct_ids: ["u", "v"] }, "$merge"),
    ],
    arrival,
    true,
  );
  expect(events.map(({ ts, distinctId, dedupeKey }) => [ts, distinctId, dedupeKey])).toEqual([
    [now - 60_000, "u", "i1"],
    [now - 60_000, `$nobody:${now}-1`, undefined],
    [now, "u", undefined],
  ]);
  expect(events[2]?.merge).toEqual({ otherId: "v", kind: "force" });
  expect(refused.map((row) => row.code)).toEqual(["IDENTITY_PLACEHOLDER", "TIME_IN_FUTURE", "TIME_MISSING"]);
});

test("Mixpanel: profiles and groups; sums are refused with what to do", () => {
  const people = mixpanelProfiles(
    [
      { $token: "k", $distinct_id: "u", $set: { a: 1, $ip: "192.0.2.1" } },
      { $token: "k", $distinct_id: "u", $add: { n: 1 } },
    ],
    arrival,
    "people",
  );
  expect(people.events[0]).toMatchObject({ event: "$set", distinctId: "u", set: { a: 1 } });
  expect(people.refused[0]).toMatchObject({ code: "OPERATION_UNSUPPORTED", index: 1 });
  const groups = mixpanelProfiles(
    [{ $token: "k", $group_key: "company", $group_id: "acme", $set: { s: 3 } }],
    arrival,
    "groups",
  );
  expect(groups.events[0]?.group).toEqual({ type: "company", key: "acme", set: { s: 3 } });
});

test("/track and /engage are told apart by their shape", () => {
  expect(isMixpanel({ event: "a", properties: { token: "k", distinct_id: "u", time: 1 } })).toBe(true);
  expect(isMixpanel([{ $token: "k", $distinct_id: "u", $set: {} }])).toBe(true);
  expect(isMixpanel({ event: "a", properties: { token: "k", distinct_id: "u" } })).toBe(false);
  expect(isMixpanel({ api_key: "k", event: "a", distinct_id: "u" })).toBe(false);
});
