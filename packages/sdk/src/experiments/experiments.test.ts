import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { snippet } from "../browser/snippet.ts";
import { createClient } from "../node/index.ts";
import { buildScripts, startChromium } from "../testing/chromium.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { assignVariant, murmur3 } from "./assign.ts";

/** Numbers of scikit-learn, the same that the server's hash is held against. */
const { murmur } = JSON.parse(
  readFileSync(new URL("../../../growth/test/golden/experiments.json", import.meta.url), "utf8"),
) as { murmur: [string, number][] };

const checkout = {
  key: "checkout",
  variants: [
    { key: "control", weight: 1 },
    { key: "short", weight: 1 },
  ],
};
const running = { experiments: [checkout], targeted: false };
const exposures = (server: TestServer) => server.events().filter((it) => it.event === "$experiment_exposure");

let server: TestServer;

test("the hash equals scikit-learn's murmurhash3_32, in any script", () => {
  for (const [text, hash] of murmur) expect(murmur3(text), text).toBe(hash);
});

describe("in the browser", () => {
  let scripts: string;
  let browser: Browser;
  let site: TestServer;
  let context: BrowserContext;
  let page: Page;
  const errors: Error[] = [];

  beforeAll(async () => {
    [scripts, browser] = await Promise.all([buildScripts(), startChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await rm(scripts, { recursive: true });
  });
  beforeEach(async () => {
    [server, site] = await Promise.all([startServer(scripts), startServer()]);
    server.experiments = running;
    context = await browser.newContext();
    page = await context.newPage();
    page.on("pageerror", (error) => errors.push(error));
  });
  afterEach(async () => {
    expect(errors.splice(0)).toEqual([]);
    await context.close();
    await Promise.all([server.close(), site.close()]);
  });

  /** A page with the snippet and the experiments script; `first` loads before the other. */
  async function open(first: "core" | "experiments" = "core", path = "/"): Promise<void> {
    await page.goto(site.url + path);
    const code = snippet("write-key", server.url)
      .replace(/<\/?script>/g, "")
      .replace("lepton.init({", "lepton.init({ flushIntervalMs: 10,");
    const core = () => page.addScriptTag({ content: code });
    const experiments = () =>
      page.evaluate(
        (src) =>
          new Promise<void>((done) => {
            const script = document.createElement("script");
            script.src = src;
            script.dataset.key = "write-key";
            script.onload = () => done();
            document.head.append(script);
          }),
        `${server.url}/lepton-experiments.js`,
      );
    if (first === "core") {
      await core();
      await page.waitForFunction(() => !Array.isArray(window.lepton));
      await experiments();
    } else {
      await experiments();
      await core();
      await page.waitForFunction(() => !Array.isArray(window.lepton));
    }
  }
  const variant = (name = "checkout") =>
    page.evaluate(
      (key) => (window.lepton as unknown as { variant(key: string): Promise<string | null> }).variant(key),
      name,
    );
  const state = () => page.evaluate(() => JSON.parse(localStorage.getItem("lepton_write-key") ?? "{}"));

  test.each(["core", "experiments"] as const)(
    "with the %s script first: the hash of the device's id decides, one exposure is sent",
    async (first) => {
      await open(first);
      const seen = await variant();
      const { id } = await state();
      expect(seen).toBe(assignVariant(checkout, id));
      expect(await variant()).toBe(seen);
      await server.until(() => exposures(server).length > 0);
      await page.reload();
      await open(first);
      expect(await variant()).toBe(seen);
      await server.until(() => server.events().filter((it) => it.event === "$pageview").length >= 2);
      expect(exposures(server)).toMatchObject([
        { distinct_id: id, properties: { $experiment: "checkout", $variant: seen } },
      ]);
    },
  );

  test("who they turn out to be changes nothing; whoever comes after a logout is decided anew", async () => {
    await open();
    const seen = await variant();
    // Some id that the hash puts into the other variant.
    const other = Array.from({ length: 50 }, (_, i) => `user-${i}`).find(
      (id) => assignVariant(checkout, id) !== seen,
    ) as string;
    await page.evaluate((id) => (window.lepton as { identify(id: string): void }).identify(id), other);
    expect(await variant()).toBe(seen);
    await page.evaluate(() => (window.lepton as { reset(): void }).reset());
    const again = await variant();
    expect(again).toBe(assignVariant(checkout, (await state()).id));
  });

  test("no experiment, a refusal, an opt-out: null, no exposure, and later calls ask again", async () => {
    server.experiments = null;
    await open();
    expect(await variant()).toBeNull();
    server.experiments = running;
    expect(await variant("prices")).toBeNull();
    expect(await variant()).not.toBeNull();
    await server.until(() => exposures(server).length === 1);
    await page.evaluate(() => (window.lepton as { optOut(): void }).optOut());
    expect(await variant()).toBeNull();
  });

  test("where storage is blocked, the page is still decided", async () => {
    await open("core", "/sandboxed");
    const seen = await variant();
    expect(["control", "short"]).toContain(seen);
    expect(await variant()).toBe(seen);
    await server.until(() => exposures(server).length === 1);
  });
});

describe("in Node", () => {
  beforeEach(async () => {
    server = await startServer();
    server.experiments = running;
  });
  afterEach(() => server.close());
  const clientOf = () => createClient({ key: "write-key", host: server.url, retryMs: 1 });

  test("the same hash decides; the list is fetched once; an exposure has the same uuid in every process", async () => {
    for (let process = 0; process < 2; process++) {
      const client = clientOf();
      for (const id of ["ada", "bob", "ada"])
        expect(await client.variant("checkout", id)).toBe(assignVariant(checkout, id));
      await client.shutdown();
    }
    expect(server.received.filter(({ url }) => url.startsWith("/api/experiments/"))).toHaveLength(2);
    const sent = exposures(server);
    expect(sent.map((it) => it.distinct_id)).toEqual(["ada", "bob", "ada", "bob"]);
    expect(new Set(sent.map((it) => it.uuid)).size).toBe(2);
    expect(sent[0]?.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("experiments for some people are asked for each person", async () => {
    server.experiments = { ...running, targeted: true };
    const client = clientOf();
    await client.variant("checkout", "ada");
    await client.variant("checkout", "ada");
    expect(
      server.received.map(({ url }) => url).filter((url) => url.includes("distinct_id=ada")),
    ).toHaveLength(1);
    await client.shutdown();
  });

  test("a server that is away means no variant and no error", async () => {
    server.experiments = null;
    const client = clientOf();
    expect(await client.variant("checkout", "ada")).toBeNull();
    server.experiments = running;
    expect(await client.variant("checkout", "ada")).not.toBeNull();
    await client.shutdown();
    expect(exposures(server)).toHaveLength(1);
  });
});
