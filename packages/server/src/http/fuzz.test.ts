import fc from "fast-check";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../testing/world.ts";

let world: World;
let sent = 0;
beforeAll(async () => {
  world = await openWorld();
  await world.write([{ event: "a", distinctId: "u", properties: { n: 1 } }]);
});
afterAll(() => world.close());

/** A fixed seed: the same requests in every run; change it to look elsewhere. */
const seed = 20_260_301;
const bodiesPerRoute = 12;

/** Routes that would end the world the others are asked in, or never end. */
const left = (url: string, method: string) =>
  url.includes("/live/stream") ||
  url.startsWith("/api/logout") ||
  (method === "DELETE" && /\/api\/projects\/:id\/?$/.test(url));

const routes = () =>
  world.app.routeList.filter(
    ({ url, method }) => method !== "HEAD" && method !== "OPTIONS" && !left(url, method),
  );

/** Anything JSON can say, with the words our schemas look for mixed in. */
const known = fc.constantFrom(
  "kind",
  "name",
  "email",
  "password",
  "question",
  "series",
  "event",
  "filter",
  "sql",
  "point",
  "rows",
  "definition",
  "batch",
  "api_key",
  "token",
  "properties",
  "distinct_id",
  "type",
  "messageId",
  "writeKey",
  "sentAt",
  "people",
  "tiles",
);
const value = fc.jsonValue({ maxDepth: 4 });
const shaped = fc.dictionary(
  known,
  fc.oneof(value, fc.constantFrom("trends", "funnel", "static", "write", "track", null)),
);
const odd = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "null",
    "0",
    "-1",
    "1e999",
    "\u0000",
    "../../etc/passwd",
    "%00",
    "'; DROP TABLE events --",
    "x".repeat(5_000),
  ),
);

const bodies: fc.Arbitrary<InjectOptions> = fc.oneof(
  fc.oneof(value, shaped).map((body) => json(JSON.stringify(body))),
  // Broken UTF-8, broken JSON, anything binary.
  fc.uint8Array({ maxLength: 200 }).map((bytes) => json(Buffer.from(bytes))),
  fc
    .constantFrom(
      "{",
      "[",
      '{"a":',
      '{"__proto__":{"x":1}}',
      '{"constructor":{"prototype":{}}}',
      "\ufeff{}",
      "NaN",
    )
    .map(json),
  fc.integer({ min: 90, max: 20_000 }).map((depth) => json("[".repeat(depth) + "]".repeat(depth))),
  fc.integer({ min: 90, max: 5_000 }).map((depth) => json(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`)),
  fc
    .constantFrom(
      "text/plain",
      "text/xml",
      "multipart/form-data",
      "application/x-www-form-urlencoded",
      "image/png",
      "a/b; charset=\u00ff",
      "",
    )
    .chain((type) => odd.map((payload) => ({ payload, headers: { "content-type": type } }))),
  fc.constantFrom("gzip", "br", "identity", "lz64").map((encoding) => ({
    payload: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]),
    headers: { "content-type": "application/json", "content-encoding": encoding },
  })),
);

function json(payload: string | Buffer): InjectOptions {
  return { payload, headers: { "content-type": "application/json" } };
}

/** Requests that would be answered, to be spoilt in one place each. */
const validBodies: Record<string, unknown[]> = {
  "/api/projects/:id/query": [
    {
      kind: "trends",
      range: { from: "-7d", to: null },
      series: [
        {
          event: "a",
          measure: { type: "sum", property: "n" },
          filter: {
            type: "group",
            op: "and",
            filters: [{ type: "property", key: "n", operator: "between", value: [1, 2] }],
          },
        },
      ],
      breakdown: { on: "person", key: "plan", limit: 3 },
      formula: "A * 2",
      compare: "previous",
    },
    {
      kind: "funnel",
      steps: [{ event: "a" }, { event: "b" }],
      window: { value: 1, unit: "day" },
      exclusions: [{ event: "c", from: 0, to: 1 }],
      trend: "day",
    },
    {
      kind: "retention",
      interval: "week",
      start: { event: "a" },
      return: { event: null },
      minOccurrences: 2,
      periods: 3,
    },
    { kind: "lifecycle", interval: "day", on: { event: "a" } },
    { kind: "stickiness", mode: "l7", on: { event: null } },
    { kind: "paths", by: { on: "event", key: "n" }, startAt: "a", maxSteps: 3 },
    { kind: "revenue", source: { event: "a", property: "n" }, ltvPeriods: 3 },
    { kind: "growthAccounting", of: { type: "people", on: { event: "a" } } },
    { kind: "survey", survey: "nps" },
    { kind: "pmfScore", threshold: 0.4, breakdown: { key: "plan" } },
    { kind: "pmfSegments", minPersona: 2, folds: 3, seed: 1 },
    { kind: "marketShare", segment: "x" },
    { kind: "pmfReport", coreEvent: "a" },
  ],
  "/api/projects/:id/query/people": [
    {
      question: { kind: "trends", series: [{ event: "a" }] },
      point: { kind: "trends", series: 0, bucket: "2026-01-01" },
      limit: 5,
      cursor: "1",
    },
    {
      question: { kind: "funnel", steps: [{ event: "a" }, { event: "b" }] },
      point: { kind: "funnel", step: 1, outcome: "dropped" },
    },
  ],
  "/api/projects/:id/sql": [{ sql: "SELECT event, count() FROM events GROUP BY event", limit: 10 }],
  "/api/projects/:id/insights": [{ name: "i", question: { kind: "lifecycle" } }],
  "/api/projects/:id/dashboards": [
    {
      name: "d",
      tiles: [{ id: "t", insightId: null, text: "x", x: 0, y: 0, w: 4, h: 2 }],
      override: { from: "-7d" },
    },
  ],
  "/api/projects/:id/cohorts": [
    { name: "c", definition: { kind: "static" }, people: ["u"] },
    {
      name: "c",
      definition: {
        kind: "dynamic",
        criteria: [{ type: "behaviour", event: "a", times: { op: "gte", count: 2 }, withinDays: 7 }],
      },
    },
  ],
  "/api/projects/:id/surveys": [
    { name: "s", kind: "pmf", appearance: { color: "#112233" }, qualification: { minUses: 1 } },
  ],
  "/api/projects/:id/models": [
    {
      recipe: {
        name: "m",
        population: { event: "a", withinDays: 30, without: "b", cohort: null },
        target: { kind: "value", event: "a", property: "n" },
        horizonDays: 7,
        cutoffs: { count: 3, everyDays: 7, dates: ["2026-01-01", "2026-02-01"] },
        features: { windowsDays: [7, 30], topEvents: 3, money: { event: "a", property: "n" }, firstTouch: 2 },
        filter: { type: "group", op: "and", filters: [] },
      },
      budgetSeconds: 5,
      seed: 1,
    },
    { recipe: "churn", horizonDays: 7 },
  ],
  "/api/projects/:id/models/m/predict": [
    { features: [{ recency_days: 1, "first:source": "ad" }], explain: true },
    { personIds: ["u"] },
  ],
  "/api/projects/:id/keys": [{ kind: "personal", name: "k", scopes: ["query:read"] }],
  "/api/projects/:id/market/delete": [{ rows: [{ segment: "", period: "2026-01-01", player: "own" }] }],
};

/** The body with its `place`-th part (any key or element, however deep) replaced. */
function swapped(body: unknown, place: number, by: unknown): unknown {
  const copy: unknown = structuredClone(body);
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const walk = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk(child);
    }
  };
  walk(copy);
  const chosen = places[place % places.length];
  if (chosen !== undefined) chosen[0][chosen[1]] = by;
  return copy;
}

/** Fills `:id` with the project, other parameters with odd text. */
function addressed(url: string, text: string): string {
  return url
    .replace(":id", world.project)
    .replace(/:[a-zA-Z]+/g, () => encodeURIComponent(text.slice(0, 300)) || "x")
    .replace("*", "x");
}

/** Some at a time, as from several browsers: most of the time goes by waiting for the engine. */
async function sendAll(
  requests: readonly (readonly [method: string, url: string, options: InjectOptions])[],
) {
  const waiting = [...requests];
  const one = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await send(...next);
  };
  await Promise.all([one(), one(), one(), one()]);
}

async function send(method: string, url: string, options: InjectOptions): Promise<void> {
  sent += 1;
  const reply = await world.owner.request(method, url, undefined, options);
  const what = `${method} ${url.slice(0, 200)} ${String(options.payload).slice(0, 200)}`;
  expect.soft(reply.statusCode, `${what}: ${reply.body.slice(0, 300)}`).not.toBe(500);
  expect.soft(reply.body, what).not.toMatch(/\n\s+at |node_modules|\.ts:\d+/);
  checkProblem(reply, url, what);
}

function checkProblem(reply: LightMyRequestResponse, url: string, what: string): void {
  if (!url.startsWith("/api/") || reply.statusCode < 400) return;
  expect.soft(reply.headers["content-type"], what).toContain("application/problem+json");
  expect
    .soft(reply.json(), what)
    .toMatchObject({ code: expect.any(String), problem: expect.any(String), next: expect.any(String) });
}

const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, salt: number) =>
  fc.sample(arbitrary, { numRuns, seed: seed + salt });

test("no body makes any route fail inside", async () => {
  for (const [index, { method, url }] of routes().entries()) {
    if (method === "GET") continue;
    await sendAll(
      sample(bodies, bodiesPerRoute, index).map((options) => [method, addressed(url, "none"), options]),
    );
  }
});

test("no valid body with one part swapped makes its route fail inside", async () => {
  for (const [url, valid] of Object.entries(validBodies))
    for (const [index, body] of valid.entries()) {
      const swaps = sample(
        fc.tuple(fc.nat(), fc.oneof(value, odd, fc.double(), fc.maxSafeInteger())),
        25,
        2000 + index,
      );
      await sendAll(
        swaps.map(([place, by]) => [
          "POST",
          addressed(url, "none"),
          json(JSON.stringify(swapped(body, place, by))),
        ]),
      );
    }
});

test("no path or query makes any route fail inside", async () => {
  const keys = [
    "limit",
    "cursor",
    "search",
    "filter",
    "on",
    "key",
    "event",
    "from",
    "to",
    "format",
    "source",
    "token",
    "refresh",
    "data",
    "_",
  ];
  for (const [index, { method, url }] of routes().entries()) {
    const texts = sample(fc.tuple(odd, odd, fc.constantFrom(...keys)), 6, 1000 + index);
    await sendAll(
      texts.map(([inPath, inQuery, key]) => [
        method,
        `${addressed(url, inPath)}?${key}=${encodeURIComponent(inQuery.slice(0, 2_000))}`,
        {},
      ]),
    );
  }
});

test("a body beyond the limit is refused, and by its size", async () => {
  const payload = `{"name":"${"x".repeat(6 * 1024 * 1024)}"}`;
  const reply = await world.owner.request(
    "POST",
    `/api/projects/${world.project}/insights`,
    undefined,
    json(payload),
  );
  expect(reply.json()).toMatchInlineSnapshot(`
    {
      "code": "REQUEST_TOO_LARGE",
      "next": "Send less at once.",
      "problem": "Request body is too large",
      "status": 413,
    }
  `);
});

test("after all that the server still answers, and the project is as it was", async () => {
  console.log(`${sent} requests to ${routes().length} routes`);
  expect(sent).toBeGreaterThan(500);
  const { items } = await world.owner.get<{ items: unknown[] }>(
    `/api/projects/${world.project}/schema/events`,
  );
  expect(items.length).toBeGreaterThan(0);
});
