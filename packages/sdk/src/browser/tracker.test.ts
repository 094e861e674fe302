import { rm } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildScripts, startChromium } from "../testing/chromium.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { snippet } from "./snippet.ts";
import type { Lepton, Options } from "./types.ts";

let scripts: string;
let browser: Browser;
let server: TestServer;
/** Another origin, as in life: the product's page is not Lepton's server. */
let site: TestServer;
let context: BrowserContext;
let page: Page;
let pageErrors: Error[];

beforeAll(async () => {
  [scripts, browser] = await Promise.all([buildScripts(), startChromium()]);
});
afterAll(async () => {
  await browser.close();
  await rm(scripts, { recursive: true });
});
beforeEach(async () => {
  [server, site] = await Promise.all([startServer(scripts), startServer()]);
  context = await browser.newContext();
  page = await context.newPage();
  pageErrors = [];
  page.on("pageerror", (error) => pageErrors.push(error));
});
afterEach(async () => {
  expect(pageErrors).toEqual([]);
  await context.close();
  await Promise.all([server.close(), site.close()]);
});

/** Opens a page and starts the tracker by the snippet people paste. */
async function open(path = "/", options: Partial<Options> = {}): Promise<void> {
  await page.goto(site.url + path);
  await start(options);
}

async function start(options: Partial<Options> = {}): Promise<void> {
  const html = snippet("write-key", server.url).replace(
    /lepton\.init\((.*)\);/,
    (_, given: string) =>
      `lepton.init(Object.assign(${given}, ${JSON.stringify({ flushIntervalMs: 10, ...options })}));`,
  );
  await page.evaluate(
    (code) => {
      const script = document.createElement("script");
      script.textContent = code;
      document.head.append(script);
    },
    html.replace(/<\/?script>/g, ""),
  );
  await page.waitForFunction(() => !Array.isArray(window.lepton));
}

/** Calls the tracker in the page. */
const call = <Method extends keyof Lepton>(method: Method, ...args: Parameters<Lepton[Method]>) =>
  page.evaluate(
    ([name, given]) => {
      const lepton = window.lepton as unknown as Record<string, (...values: unknown[]) => unknown>;
      return lepton[name]?.(...given);
    },
    [method, args] as [string, unknown[]],
  );

const names = () => server.events().map((it) => it.event);
const named = (event: string) => server.events().filter((it) => it.event === event);
/** Distinct uuids, as the server counts. */
const counted = () => new Set(server.events().map((it) => it.uuid)).size;
const stored = () => page.evaluate(() => ({ ...localStorage }));

test("a page view says where, from where and which campaign, without a preflight request", async () => {
  await page.goto(`${site.url}/from`);
  await page.evaluate((to) => {
    location.href = to;
  }, `${site.url}/pricing?utm_source=news&utm_medium=mail&x=1`);
  await page.waitForURL(/pricing/);
  await start();
  await server.until(() => names().length === 1);
  const [view] = server.events();
  expect(view).toMatchObject({
    event: "$pageview",
    properties: {
      $pathname: "/pricing",
      $current_url: `${site.url}/pricing?utm_source=news&utm_medium=mail&x=1`,
      $host: new URL(site.url).host,
      $referrer: `${site.url}/from`,
      $title: "A page",
      utm_source: "news",
      utm_medium: "mail",
      $lib: "lepton-web",
    },
  });
  expect(view?.properties).not.toHaveProperty("x");
  expect(view?.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(server.received.filter((it) => it.method === "OPTIONS")).toEqual([]);
  expect(server.received.find((it) => it.body)?.contentType).toMatch(/^text\/plain/);
  expect(server.received.find((it) => it.body)?.body).toMatchObject({ api_key: "write-key" });
});

test("navigation inside the page is a page view once per path: pushState, back, hash routes; not query or anchor", async () => {
  await open("/one");
  await page.evaluate(() => {
    history.pushState({}, "", "/two");
    history.replaceState({}, "", "/two?tab=1");
    location.hash = "part";
    location.hash = "/route";
  });
  await page.goBack();
  await page.evaluate(() => history.pushState({}, "", "/three"));
  await server.until(() => names().length >= 5);
  expect(named("$pageview").map((it) => it.properties.$pathname)).toEqual([
    "/one",
    "/two",
    "/two",
    "/two",
    "/three",
  ]);
});

test("identify joins the anonymous past; the session and the person survive a reload; reset starts afresh", async () => {
  await open("/?utm_campaign=spring");
  await call("register", { plan: "free" });
  await call("track", "signed up", { step: 2 });
  await call("identify", "ada", { email: "ada@example.com" }, { cohort: "a" });
  await call("identify", "ada");
  await call("group", "company", "acme", { size: 12 });
  await page.goto(`${site.url}/again`);
  await start();
  await call("alias", "ada@old");
  await call("reset");
  await call("track", "after");
  await server.until(() => names().includes("after"));
  const [first] = server.events();
  const anon = first?.distinct_id;
  expect(named("signed up")[0]).toMatchObject({ distinct_id: anon, properties: { step: 2, plan: "free" } });
  expect(named("$identify")).toHaveLength(1);
  expect(named("$identify")[0]).toMatchObject({
    distinct_id: "ada",
    properties: { $anon_distinct_id: anon },
    $set: { email: "ada@example.com" },
    $set_once: { cohort: "a", $initial_utm_campaign: "spring", $initial_referrer: "$direct" },
  });
  expect(named("$groupidentify")[0]?.properties).toMatchObject({
    $group_type: "company",
    $group_key: "acme",
    $group_set: { size: 12 },
  });
  const again = named("$pageview")[1];
  expect(again).toMatchObject({
    distinct_id: "ada",
    properties: {
      $session_id: first?.properties.$session_id,
      $groups: { company: "acme" },
      utm_campaign: "spring",
    },
  });
  expect(named("$create_alias")[0]).toMatchObject({ distinct_id: "ada", properties: { alias: "ada@old" } });
  const after = named("after")[0];
  expect([anon, "ada"]).not.toContain(after?.distinct_id);
  expect(after?.properties.$session_id).not.toBe(first?.properties.$session_id);
  expect(after?.properties).not.toHaveProperty("plan");
});

test("identifying somebody else at the same device never joins two people", async () => {
  await open();
  await call("identify", "ada");
  await call("identify", "bob");
  await server.until(() => named("$identify").length === 2);
  const [ada, bob] = named("$identify");
  expect(bob?.distinct_id).toBe("bob");
  expect(bob?.properties.$anon_distinct_id).not.toBe(ada?.properties.$anon_distinct_id);
  expect(bob?.properties.$anon_distinct_id).not.toBe("ada");
});

test("30 idle minutes end the session, 29 do not", async () => {
  await page.clock.install({ time: "2026-03-01T10:00:00Z" });
  await open("/", { flushIntervalMs: 1 });
  await page.clock.runFor(29 * 60e3);
  await call("track", "kept");
  await page.clock.runFor(30 * 60e3 + 1000);
  await call("track", "new");
  await page.clock.runFor(1000);
  await server.until(() => names().includes("new"));
  const sessions = server.events().map((it) => it.properties.$session_id);
  expect(sessions[1]).toBe(sessions[0]);
  expect(sessions[2]).not.toBe(sessions[0]);
});

test("offline, events wait on the device; online, all arrive once", async () => {
  await open();
  await server.until(() => names().length === 1);
  await context.setOffline(true);
  for (let i = 0; i < 30; i++) await call("track", `offline ${i}`);
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.includes("_q_")));
  expect(names()).toHaveLength(1);
  await context.setOffline(false);
  await server.until(() => counted() === 31);
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.includes("_q_")));
  expect(names().slice(1)).toEqual(Array.from({ length: 30 }, (_, i) => `offline ${i}`));
});

test("what one page could not send, the next one sends, with the same uuids", async () => {
  server.replies = Array.from({ length: 20 }, () => ({ status: 503 }));
  await open("/one");
  await call("track", "kept");
  await page.waitForFunction(() =>
    Object.entries(localStorage).some(([k, v]) => k.includes("_q_") && v.includes("kept")),
  );
  await context.setOffline(true); // so that the closing page cannot send it either
  await page.waitForFunction(() => !navigator.onLine);
  const queued = Object.entries(await stored()).find(([key]) => key.includes("_q_"))?.[1] ?? "[]";
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  server.replies = [];
  const before = server.received.length;
  const next = await context.newPage();
  page = next;
  await context.setOffline(false);
  await open("/two");
  const uuids = (JSON.parse(queued) as { uuid: string }[]).map((it) => it.uuid);
  expect(uuids.length).toBeGreaterThan(0);
  await server.until(() => {
    const arrived = new Set(
      server.received.slice(before).flatMap((it) => it.body?.batch.map((e) => e.uuid) ?? []),
    );
    return uuids.every((uuid) => arrived.has(uuid));
  });
});

test("a closing page hands over what waits in beacons under 64 KiB", async () => {
  await open("/", { flushIntervalMs: 60_000, flushAt: 1000 });
  for (let i = 0; i < 9; i++) await call("track", `e${i}`, { text: "é".repeat(2500) });
  expect(names()).toEqual([]);
  await page.goto("about:blank");
  await server.until(() => counted() === 10);
  for (const { bytes, contentType } of server.received.filter((it) => it.body)) {
    expect(bytes).toBeLessThan(65_536);
    expect(contentType).toMatch(/^text\/plain/);
  }
});

test("more than a browser takes at once is kept for the next page", async () => {
  await open("/", { flushIntervalMs: 60_000, flushAt: 1000 });
  for (let i = 0; i < 30; i++) await call("track", `e${i}`, { text: "x".repeat(9000) });
  await page.goto(`${site.url}/next`);
  await start();
  await server.until(() => counted() === 32);
});

test("opting out empties the queue, forgets the person and sends nothing, on later pages too, until opting in", async () => {
  await open("/", { flushIntervalMs: 60_000 });
  await call("track", "before");
  await call("optOut");
  await call("track", "out");
  await call("identify", "ada");
  expect(await call("hasOptedOut")).toBe(true);
  expect(JSON.parse((await stored())["lepton_write-key"] ?? "")).toEqual({ out: 1 });
  await page.goto(`${site.url}/two`);
  await start();
  await call("track", "still out");
  await call("optIn");
  expect(await call("hasOptedOut")).toBe(false);
  await call("track", "in again");
  await server.until(() => names().length > 0);
  expect(names()).toEqual(["in again"]);
});

test("Do Not Track is honoured when asked for: nothing sent, nothing stored", async () => {
  await page.addInitScript(() => Object.defineProperty(navigator, "doNotTrack", { value: "1" }));
  await open("/", { respectDoNotTrack: true });
  await call("track", "a");
  await call("register", { plan: "free" });
  await call("flush");
  expect(await call("hasOptedOut")).toBe(true);
  expect(await stored()).toEqual({});
  expect(server.received.map((it) => it.url)).toEqual(["/lepton.js"]);
});

test("with storage blocked by the browser it works for the page, and asks no survey", async () => {
  await open("/sandboxed");
  expect(
    await page.evaluate(() => {
      try {
        return !!localStorage;
      } catch {
        return "blocked";
      }
    }),
  ).toBe("blocked");
  await call("track", "a");
  await call("identify", "ada");
  await server.until(() => names().length === 3);
  expect(names()).toEqual(["$pageview", "a", "$identify"]);
  expect(new Set(server.events().map((it) => it.properties.$session_id)).size).toBe(1);
  expect(server.received.some((it) => it.url.startsWith("/api/surveys"))).toBe(false);
});

test("nothing thrown reaches the page: cycles, BigInt, a failing beforeSend, calls before init", async () => {
  await page.goto(site.url);
  await page.addScriptTag({ url: `${server.url}/lepton.js` });
  await call("track", "early");
  await page.evaluate((host) => {
    const lepton = window.lepton as Lepton;
    lepton.init({
      key: "write-key",
      host,
      pageViews: false,
      flushIntervalMs: 10,
      beforeSend: (event) => {
        if (event.event === "bad") throw new Error("of the page");
        return event.event === "private"
          ? null
          : { ...event, properties: { ...event.properties, $current_url: "hidden" } };
      },
    });
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    lepton.track("cycle", cycle);
    lepton.track("big", { n: 1n });
    lepton.track("bad");
    lepton.track("private");
    lepton.track("good");
  }, server.url);
  await server.until(() => names().includes("good"));
  expect(names()).toEqual(["early", "good"]);
  expect(server.events().every((it) => it.properties.$current_url === "hidden")).toBe(true);
});

test("one line of HTML is enough: a script tag with data-key", async () => {
  await page.goto(site.url);
  await page.evaluate((src) => {
    const script = document.createElement("script");
    script.async = true;
    script.src = src;
    script.dataset.key = "write-key";
    document.head.append(script);
  }, `${server.url}/lepton.js`);
  await server.until(() => names().includes("$pageview"));
  expect(server.received.find((it) => it.body)?.body?.api_key).toBe("write-key");
});
