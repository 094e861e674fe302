import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CaptureApp, openCaptureApp, type StoredEvent, writeKey } from "./testing/app.ts";

const bundle = readFileSync(createRequire(import.meta.url).resolve("posthog-js/dist/array.full.js"), "utf8");
// A browser driven by a program counts as a bot to posthog-js unless told otherwise.
const page = (host: string) => `<!doctype html><title>Shop</title><body>
  <button id="buy">Buy now</button> <a id="away" href="${host}/away">away</a>
  <script src="/bundle.js"></script>
  <script>posthog.init(${JSON.stringify(writeKey)}, { api_host: ${JSON.stringify(host)}, persistence: "memory", opt_out_useragent_filter: true });</script>`;

/** PostHog's snippet, shortened: a list that its script finds and starts from. */
const snippet = (host: string) => `<!doctype html><title>Snippet</title><script>
  window.posthog = []; posthog.__SV = 1; posthog._i = [[${JSON.stringify(writeKey)},
    { api_host: ${JSON.stringify(host)}, persistence: "memory", opt_out_useragent_filter: true }, undefined]];
  </script><script src="${host}/static/array.js"></script>`;

let server: CaptureApp;
let browser: Browser;
const surveyCalls: string[] = [];
beforeAll(async () => {
  let host = "";
  server = await openCaptureApp({
    setup(app) {
      const html = (body: string) => ({ type: "text/html; charset=utf-8", body });
      const routes = {
        "/shop": () => html(page(host)),
        "/away": () => html("<title>Away</title>gone"),
        "/snippet": () => html(snippet(host)),
      };
      for (const [url, make] of Object.entries(routes))
        app.get(url, (_request, reply) => {
          const { type, body } = make();
          return reply.header("content-type", type).send(body);
        });
      app.get("/bundle.js", (_request, reply) =>
        reply.header("content-type", "text/javascript").send(bundle),
      );
      app.get("/api/surveys", (request, reply) => {
        surveyCalls.push(request.url);
        return reply.header("access-control-allow-origin", "*").send({ surveys: [] });
      });
    },
  });
  // The page stands on another origin than the server it sends to, as in real life.
  host = server.url.replace("127.0.0.1", "localhost");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--headless",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(path = "/shop"): Promise<{ tab: Page; problems: string[] }> {
  const tab = await browser.newPage();
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(error.message));
  tab.on("response", (response) => {
    const isOurs = !response.url().endsWith("/favicon.ico");
    if (isOurs && response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  await tab.goto(`${server.url}${path}`);
  return { tab, problems };
}

/** Waits for the event to arrive. */
function arrived(event: string, at = 0): Promise<StoredEvent> {
  return vi.waitFor(
    async () => {
      const row = (await server.events(`event = '${event}'`))[at];
      if (!row) throw new Error(`${event} has not arrived`);
      return row;
    },
    { timeout: 20_000, interval: 100 },
  );
}

test("posthog-js, unmodified, in Chromium: page view, autocapture, identify, person properties", async () => {
  const { tab, problems } = await open();
  const view = await arrived("$pageview");
  expect(view.properties).toMatchObject({ $lib: "web", title: "Shop", $pathname: "/shop" });
  expect(view.properties.token).toBeUndefined();
  expect(view.properties.$ip).toBeUndefined();
  expect(view.session_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(Math.abs(Number(view.ts) - Date.now())).toBeLessThan(60_000);

  await tab.click("#buy");
  const click = await arrived("$autocapture");
  expect(click.properties).toMatchObject({ $event_type: "click" });
  expect(JSON.stringify(click.properties)).toContain("Buy now");

  await tab.evaluate(
    `posthog.identify("anna", { plan: "pro" }, { first_plan: "free" }); posthog.capture("order paid", { revenue: 9.5 });`,
  );
  const identified = await arrived("$identify");
  expect(identified.distinct_id).toBe("anna");
  const paid = await arrived("order paid");
  expect([paid.distinct_id, paid.properties.revenue]).toEqual(["anna", 9.5]);
  const merges = await server.warehouse.query(
    "SELECT distinct_id, person_id FROM identities FINAL WHERE project = 'p'",
  );
  expect(merges).toEqual([{ distinct_id: view.distinct_id, person_id: "anna" }]);
  const people = await server.warehouse.query(
    "SELECT properties.plan::String AS plan FROM people FINAL WHERE project = 'p' AND person_id = 'anna'",
  );
  expect(people).toEqual([{ plan: "pro" }]);
  expect(surveyCalls.length).toBeGreaterThan(0);
  expect(problems).toEqual([]);
  await tab.close();
});

test("an event captured right before the page goes away arrives by beacon, and the page leave with it", async () => {
  const { tab, problems } = await open();
  await arrived("$pageview", 1);
  await tab.evaluate(`posthog.capture("left in a hurry", { text: "ünïcode 😀" }); location.href = "/away";`);
  const last = await arrived("left in a hurry");
  expect(last.properties.text).toBe("ünïcode 😀");
  await arrived("$pageleave");
  expect(problems).toEqual([]);
  await tab.close();
});

test("the page snippet works by changing its host: script, config and parts come from here", async () => {
  const { tab, problems } = await open("/snippet");
  const view = await vi.waitFor(
    async () => {
      const [row] = await server.events("event = '$pageview' AND toString(properties.title) = 'Snippet'");
      if (!row) throw new Error("has not arrived");
      return row;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(view.properties.$lib).toBe("web");
  expect(problems).toEqual([]);
  await tab.close();
});
