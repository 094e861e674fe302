import { gzipSync } from "node:zlib";
import { LeptonError } from "@lepton/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaptureApp, openCaptureApp, writeKey } from "./testing/app.ts";

let server: CaptureApp;
/** What the warehouse does next instead of writing. */
let trouble: (() => Error) | undefined;
beforeAll(async () => {
  server = await openCaptureApp({
    wrap: (warehouse) => ({
      reject: (rows) => warehouse.reject(rows),
      write: async (events) => {
        if (trouble) throw trouble();
        if (events.some((event) => event.event === "poison"))
          throw new LeptonError("BAD_ROW", { problem: "a row is bad", next: "fix it" });
        return warehouse.write(events);
      },
    }),
  });
});
afterAll(() => server.close());

const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: "POST",
    url,
    payload: Buffer.isBuffer(payload)
      ? payload
      : typeof payload === "string"
        ? payload
        : JSON.stringify(payload),
    headers: { "content-type": "text/plain", ...headers },
  });
const basic = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}` };
const event = (name: string) => ({ event: name, distinct_id: "u", properties: {} });
const count = async (name: string) => (await server.events(`event = '${name}'`)).length;

test.each(["/e/", "/e", "/i/v0/e/", "/capture/", "/batch/", "/batch", "/track/", "/engage/"])(
  "PostHog on %s, with and without a slash, answers Ok after the event is stored",
  async (url) => {
    const name = `on ${url}`;
    const reply = await post(url, gzipSync(JSON.stringify({ api_key: writeKey, batch: [event(name)] })));
    expect([reply.statusCode, reply.json()]).toEqual([200, { status: "Ok" }]);
    expect(await count(name)).toBe(1);
    expect(server.published.at(-1)?.event).toBe(name);
  },
);

test.each(["/v1/track", "/v1/t"])("Segment on %s with Basic, Bearer or a key in the body", async (url) => {
  const message = { event: `on ${url}`, userId: "u" };
  for (const [body, headers] of [
    [message, basic],
    [message, { authorization: `Bearer ${writeKey}` }],
    [{ ...message, writeKey }, {}],
  ] as [object, Record<string, string>][]) {
    const reply = await post(url, body, headers);
    expect([reply.statusCode, reply.json()]).toEqual([200, { success: true }]);
  }
  expect(await count(`on ${url}`)).toBe(3);
});

test("Mixpanel /import stores the good rows and names the bad ones in a 400", async () => {
  const time = Date.now();
  const reply = await post(
    "/import?strict=1",
    [
      { event: "mp", properties: { time, distinct_id: "u", $insert_id: "i1" } },
      { event: "mp", properties: { time: 5, distinct_id: "u", $insert_id: "i2" } },
    ],
    basic,
  );
  expect(reply.statusCode).toBe(400);
  expect(reply.json()).toMatchObject({
    num_records_imported: 1,
    failed_records: [{ index: 1, insert_id: "i2", field: "properties.time" }],
  });
  expect(await count("mp")).toBe(1);
});

test("Mixpanel /track by form and /engage answer 1", async () => {
  const items = JSON.stringify([
    { event: "mp track", properties: { token: writeKey, distinct_id: "u", time: Date.now() } },
  ]);
  const form = await post("/track/", `data=${encodeURIComponent(Buffer.from(items).toString("base64"))}`);
  expect([form.statusCode, form.body]).toEqual([200, "1"]);
  const engage = await post("/engage?verbose=1", [{ $token: writeKey, $distinct_id: "u", $set: { a: 1 } }]);
  expect(engage.json()).toEqual({ status: 1, error: null });
});

test("wrong, missing and personal keys are 401 in each format's manner", async () => {
  for (const key of ["lw_wrong", "phx_personal", undefined])
    expect((await post("/e/", { api_key: key, ...event("x") })).json()).toMatchObject({
      type: "authentication_error",
    });
  const segment = await post("/v1/track", { event: "x", userId: "u", writeKey: "lw_wrong" });
  expect([segment.statusCode, segment.json().success]).toEqual([401, false]);
  const mixpanel = await post("/import", [{ event: "x", properties: {} }]);
  expect([mixpanel.statusCode, mixpanel.json().code]).toEqual([401, 401]);
});

test("a batch with some bad events is Ok, with only bad ones 400; both are listed as rejects", async () => {
  const some = await post("/batch/", { api_key: writeKey, batch: [event("good"), event("")] });
  expect([some.statusCode, some.json()]).toEqual([200, { status: "Ok", rejected: 1 }]);
  const none = await post("/e/", { api_key: writeKey, event: "lonely" });
  expect([none.statusCode, none.json().attr]).toEqual([400, "distinct_id"]);
  const rejects = await server.warehouse.query<{ source: string; code: string; field: string }>(
    "SELECT source, code, field FROM rejects WHERE project = 'p' AND source = 'posthog' ORDER BY received_at, code",
  );
  expect(rejects).toEqual([
    { source: "posthog", code: "EVENT_NAME_MISSING", field: "event" },
    { source: "posthog", code: "DISTINCT_ID_MISSING", field: "distinct_id" },
  ]);
});

test("a row that the warehouse refuses is found and listed; the rest of the batch is stored", async () => {
  const batch = [...Array.from({ length: 9 }, () => event("beside poison")), event("poison")];
  const reply = await post("/batch/", { api_key: writeKey, batch });
  expect(reply.json()).toEqual({ status: "Ok", rejected: 1 });
  expect(await count("beside poison")).toBe(9);
});

test("an unreadable body is a 400 that says so, and listed when the key is in a header", async () => {
  const reply = await post("/v1/track", "{broken", basic);
  expect([reply.statusCode, reply.json().code]).toEqual([400, "CAPTURE_BODY_UNREADABLE"]);
  const [reject] = await server.warehouse.query<{ code: string }>(
    "SELECT code FROM rejects WHERE source = 'segment'",
  );
  expect(reject?.code).toBe("CAPTURE_BODY_UNREADABLE");
});

test.each<[string, () => Error]>([
  [
    "a busy warehouse",
    () => new LeptonError("WAREHOUSE_BUSY", { problem: "busy", next: "wait", status: 503 }),
  ],
  ["a broken pipe", () => new Error("ECONNRESET")],
])("%s is 503 with Retry-After, nothing is published", async (_name, make) => {
  trouble = make;
  const published = server.published.length;
  for (const [url, body] of [
    ["/e/", { api_key: writeKey, ...event("x") }],
    ["/v1/track", { event: "x", userId: "u", writeKey }],
  ] as const) {
    const reply = await post(url, body);
    expect([reply.statusCode, reply.headers["retry-after"]]).toEqual([503, "2"]);
    expect(reply.body).not.toMatch(/ECONNRESET|at .*\.ts/);
  }
  trouble = undefined;
  expect(server.published.length).toBe(published);
});

test("any origin may send: preflight and reply carry it back", async () => {
  const headers = { origin: "https://shop.test", "access-control-request-headers": "content-type,x-own" };
  for (const url of ["/e/", "/i/v0/e/", "/v1/t", "/flags/"]) {
    const reply = await server.app.inject({ method: "OPTIONS", url, headers });
    expect(reply.statusCode).toBe(204);
    expect(reply.headers["access-control-allow-origin"]).toBe("https://shop.test");
    expect(reply.headers["access-control-allow-headers"]).toBe("content-type,x-own");
  }
  const reply = await post("/e/", { api_key: "lw_wrong", ...event("x") }, headers);
  expect(reply.headers["access-control-allow-origin"]).toBe("https://shop.test");
});

test("what SDKs ask besides is answered harmlessly", async () => {
  const get = (url: string) => server.app.inject({ method: "GET", url });
  expect((await post("/flags/?v=2", {})).json()).toMatchObject({
    flags: {},
    errorsWhileComputingFlags: false,
  });
  expect((await post("/decide/?v=3", {})).json()).toMatchObject({ featureFlags: {} });
  expect((await get("/array/lw_test/config")).json()).toMatchObject({
    supportedCompression: ["gzip", "gzip-js"],
  });
  const script = await get(`/array/${encodeURIComponent("x</script>")}/config.js`);
  expect(script.headers["content-type"]).toMatch(/javascript/);
  expect(script.body).not.toContain("</script>");
  for (const url of ["/s/", "/i/v1/logs", "/i/v1/metrics", "/v1/m"])
    expect((await post(url, "anything")).statusCode).toBe(200);
  const settings = (await get("/v1/projects/lw_test/settings")).json();
  expect(settings.integrations["Segment.io"].apiKey).toBe("lw_test");
});

test("a pixel by GET is an event", async () => {
  const data = Buffer.from(JSON.stringify({ api_key: writeKey, ...event("pixel") })).toString("base64");
  const reply = await server.app.inject({ method: "GET", url: `/e/?data=${encodeURIComponent(data)}` });
  expect(reply.json()).toEqual({ status: "Ok" });
  expect(await count("pixel")).toBe(1);
});

test("a body above 20 MB, packed or not, is 413", async () => {
  expect((await post("/e/", Buffer.alloc(21 * 1024 * 1024, 0x20))).statusCode).toBe(413);
  expect((await post("/e/", gzipSync(Buffer.alloc(30 * 1024 * 1024)))).statusCode).toBe(413);
  const large = { ...event("large"), properties: { text: "x".repeat(1024 * 1024) } };
  const reply = await post("/batch/", { api_key: writeKey, batch: [large, event("small beside large")] });
  expect(reply.json()).toEqual({ status: "Ok", rejected: 1 });
});

test("a sender beyond its rate is told when to come back", async () => {
  const slow = await openCaptureApp({ eventsPerSecond: 1 });
  const batch = Array.from({ length: 10 }, () => event("fast"));
  const send = () =>
    slow.app.inject({ method: "POST", url: "/batch/", payload: { api_key: writeKey, batch } });
  expect((await send()).statusCode).toBe(200);
  const reply = await send();
  expect([reply.statusCode, Number(reply.headers["retry-after"]) > 0]).toEqual([429, true]);
  await slow.close();
});

test("PostHog's page snippet gets its script from here, and no other file", async () => {
  const get = (url: string) => server.app.inject({ method: "GET", url });
  const script = await get("/static/array.js");
  expect([script.statusCode, script.headers["cross-origin-resource-policy"]]).toEqual([200, "cross-origin"]);
  expect(script.headers["content-type"]).toMatch(/javascript/);
  expect((await get("/static/1.2.3/surveys.js?v=1.2.3")).statusCode).toBe(200);
  for (const url of [
    "/static/none.js",
    "/static/..%2f..%2fpackage.json",
    "/static/%2e%2e/index.js",
    "/static/",
  ])
    expect((await get(url)).statusCode).toBe(404);
});
