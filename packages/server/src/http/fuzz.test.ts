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
  url.includes("/live/stream") || (method === "DELETE" && /\/api\/projects\/:id\/?$/.test(url));

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
  fc.integer({ min: 90, max: 5_000 }).map((depth) => json('{"a":'.repeat(depth) + "1" + "}".repeat(depth))),
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

/** Fills `:id` with the project, other parameters with odd text. */
function addressed(url: string, text: string): string {
  return url
    .replace(":id", world.project)
    .replace(/:[a-zA-Z]+/g, () => encodeURIComponent(text.slice(0, 300)) || "x")
    .replace("*", "x");
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
    for (const options of sample(bodies, bodiesPerRoute, index))
      await send(method, addressed(url, "none"), options);
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
    for (const [inPath, inQuery, key] of texts)
      await send(
        method,
        `${addressed(url, inPath)}?${key}=${encodeURIComponent(inQuery.slice(0, 2_000))}`,
        {},
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
  expect(reply.json()).toMatchInlineSnapshot();
});

test("after all that the server still answers, and the project is as it was", async () => {
  console.log(`${sent} requests to ${routes().length} routes`);
  expect(sent).toBeGreaterThan(500);
  const { items } = await world.owner.get<{ items: unknown[] }>(
    `/api/projects/${world.project}/schema/events`,
  );
  expect(items.length).toBeGreaterThan(0);
});
