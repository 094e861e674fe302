import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Warehouse } from "@lepton/warehouse";
import { expect, test, vi } from "vitest";
import { buildApp } from "../app.ts";
import type { ServerConfig } from "../config.ts";
import { openMeta } from "../meta/open.ts";
import { openWorld } from "../testing/world.ts";

/** A server whose warehouse is still opening: what needs no data is tried without starting an engine. */
async function openingServer(config: Partial<ServerConfig> = {}) {
  const meta = await openMeta(join(mkdtempSync(join(tmpdir(), "lepton-gate-")), "meta.sqlite"));
  const app = await buildApp({
    warehouse: new Promise<Warehouse>(() => {}),
    meta,
    config: { logLevel: "silent", ...config },
  });
  return { app, meta };
}

test("while the warehouse opens, pages and logins work and data asks for patience", async () => {
  const { app, meta } = await openingServer({ localToken: "local-token" });
  const { id } = await meta.projects.create({ name: "Acme" });
  const { secret } = await meta.keys.create(id, { kind: "write", name: "k" });
  const headers = { authorization: "Bearer local-token" };
  expect((await app.inject({ url: "/", headers: { accept: "text/html" } })).statusCode).toBe(200);
  expect((await app.inject({ url: "/api/status" })).json()).toMatchObject({ ready: false, needsOwner: true });
  const asked = await app.inject({ url: `/api/projects/${id}/schema/events`, headers });
  expect(asked.headers["retry-after"]).toBe("1");
  expect(asked.json()).toMatchInlineSnapshot(`
    {
      "code": "WAREHOUSE_OPENING",
      "next": "Try again in a second.",
      "problem": "The data is still being opened.",
      "status": 503,
    }
  `);
  const sent = await app.inject({
    method: "POST",
    url: "/capture",
    payload: { api_key: secret, event: "a", distinct_id: "u" },
  });
  expect(sent.statusCode).toBe(503);
  await meta.close();
});

test("too many requests from one address are refused, other addresses are served", async () => {
  const { app, meta } = await openingServer({ apiPerSecond: 1 });
  const from = (remoteAddress: string) => app.inject({ url: "/api/status", remoteAddress });
  for (let i = 0; i < 10; i++) await from("10.0.0.9");
  const refused = await from("10.0.0.9");
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ code: "RATE_LIMITED", status: 429 });
  expect(refused.headers["retry-after"]).toBeDefined();
  expect((await from("10.0.0.10")).statusCode).toBe(200);
  await meta.close();
});

test("a client that leaves stops its query in the engine", async () => {
  const world = await openWorld({ localToken: "local-token" });
  await world.app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = world.app.server.address() as AddressInfo;
  const running = async () => {
    const rows = await world.warehouse.query<{ n: string }>(
      "SELECT count() AS n FROM system.processes WHERE query LIKE '%1000000000000%' AND query NOT LIKE '%processes%'",
    );
    return Number(rows[0]?.n);
  };
  const leaving = new AbortController();
  const asked = fetch(`http://127.0.0.1:${port}/api/projects/${world.project}/sql`, {
    method: "POST",
    headers: { authorization: "Bearer local-token", "content-type": "application/json" },
    body: JSON.stringify({ sql: "SELECT sum(number) FROM numbers(1000000000000) WHERE number % 7 = 3" }),
    signal: leaving.signal,
  }).catch((error: Error) => error.name);
  await vi.waitFor(async () => expect(await running()).toBe(1), { timeout: 20_000, interval: 50 });
  leaving.abort();
  expect(await asked).toBe("AbortError");
  await vi.waitFor(async () => expect(await running()).toBe(0), { timeout: 20_000, interval: 50 });
  await world.close();
});

test("pages carry headers that keep other sites and scripts out", async () => {
  const { app, meta } = await openingServer();
  const { headers } = await app.inject({ url: "/" });
  expect(headers["content-security-policy"]).toContain("script-src 'self'");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["x-powered-by"]).toBeUndefined();
  await meta.close();
});
