import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "../packages/web/test/browser.ts";
import { faultsOn } from "./axe.ts";

/** Pictures to look at, when the variable names a folder. */
const pictures = process.env.ACT_PICTURES;
async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** From a saved trend to an alert, from people to an audience, from a draft to a result: one story, in order. */
describe("acting", { timeout: 240_000 }, () => {
  let site: Site;
  let page: Page;
  let project = "";
  let receiver: Server;
  let hook = "";
  const bodies: { type: string; data: { added?: string[] } }[] = [];
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const api = (path: string) => `${site.url}/api/projects/${project}${path}`;
  const csrf = async () =>
    ((await (await page.request.get(`${site.url}/api/me`)).json()) as { csrf: string }).csrf;
  const send = async (method: "POST" | "PUT" | "PATCH", path: string, data: unknown) => {
    const reply = await page.request.fetch(api(path), {
      method,
      data: data as object,
      headers: { "x-csrf-token": await csrf() },
    });
    if (!reply.ok()) throw new Error(`${reply.status()} ${await reply.text()}`);
    return reply.json();
  };
  const go = (path: string) => page.goto(`${site.url}/p/${project}${path}`);
  const look = async (colorScheme: "light" | "dark") => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
  };

  beforeAll(async () => {
    receiver = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      bodies.push(JSON.parse(text));
      response.end();
    });
    await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
    hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    site = await openSite();
    page = await site.page();
    page.setDefaultTimeout(45_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(site.url);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.locator("input[name=password]").fill("correct horse battery");
    await button("Create account").click();
    await button("Load the sample company").click();
    await page.waitForURL(/\/p\/[^/]+$/, { timeout: 400_000 });
    project = page.url().split("/p/")[1] ?? "";
  }, 900_000);
  afterAll(async () => {
    await site?.close();
    receiver.closeAllConnections();
    await new Promise((done) => receiver.close(done));
  });

  test("the empty page teaches, in the navigation and by keyboard", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Act" }).waitFor();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await page.waitForURL(/\/act/);
    await page.getByRole("heading", { name: "An experiment tells whether a change works" }).waitFor();
    expect(await faultsOn(page)).toEqual([]);
    await picture(page, "01-experiments-empty");
    await page.getByRole("tab", { name: "Audiences" }).click();
    await page.getByRole("heading", { name: "Reach the people a figure is about" }).waitFor();
    await page.getByRole("tab", { name: "Alerts" }).click();
    await page.getByRole("heading", { name: "Be told when a figure moves" }).waitFor();
    await page.getByText("there is none yet. Save one first.").waitFor();
    expect(await faultsOn(page)).toEqual([]);
  });

  test("an experiment is written, planned from history, started, and says which code to use", async () => {
    await page.getByRole("tab", { name: "Experiments" }).click();
    await button("New experiment").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: false }).first().fill("Shorter checkout");
    expect(await dialog.getByLabel("Key in your code").inputValue()).toBe("shorter-checkout");
    await dialog.getByRole("button", { name: "Save as draft" }).click();
    await dialog.getByText("Choose the event of every metric").waitFor();
    await dialog.getByLabel("Event", { exact: true }).click();
    await page.getByRole("option").first().click();
    await dialog.getByText(/with looks at any time|are needed to plan/).waitFor();
    expect(await faultsOn(page)).toEqual([]);
    await picture(page, "02-experiment-form");
    await dialog.getByRole("button", { name: "Save as draft" }).click();
    await page.getByRole("heading", { level: 1, name: "Shorter checkout" }).waitFor();
    await button("Start").click();
    await page.getByText("Nobody has seen it yet.").waitFor();
    await page.getByText('lepton.variant("shorter-checkout")').waitFor();
    expect(await faultsOn(page)).toEqual([]);
  });

  test("results: a broken split is a red banner before anything else, and the sentence says so", async () => {
    const { items } = await (await page.request.get(api("/experiments"))).json();
    const [{ id }] = items as [{ id: string }];
    const keys = (await (await page.request.get(api("/keys"))).json()) as {
      items: { kind: string; value: string }[];
    };
    const token = keys.items.find(({ kind }) => kind === "write")?.value ?? "";
    const seen = Date.now();
    const batch = Array.from({ length: 1200 }, (_, i) => {
      const isNew = i % 5 === 0;
      return {
        event: "$experiment_exposure",
        distinct_id: `visitor-${i}`,
        timestamp: new Date(seen).toISOString(),
        properties: { $experiment: "shorter-checkout", $variant: isNew ? "new" : "control" },
      };
    });
    const reply = await page.request.post(`${site.url}/batch/`, { data: { api_key: token, batch } });
    expect(reply.ok()).toBe(true);
    await go(`/act/experiments/${id}`);
    await page.getByText("The sample ratio is off").waitFor();
    await page
      .getByRole("heading", { name: "Do not trust these figures: the split is not what it should be." })
      .waitFor();
    for (const scheme of ["light", "dark"] as const) {
      await look(scheme);
      expect(await faultsOn(page), scheme).toEqual([]);
      await picture(page, `03-sample-ratio-${scheme}`);
    }
    await look("light");
  });

  test("an audience is previewed, delivered signed, measured against those left alone, and exported", async () => {
    await go("/act?tab=audiences");
    await page.getByLabel("Webhooks may call this machine and private networks").check();
    await button("New audience").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: false }).first().fill("Buyers to win back");
    await dialog
      .getByRole("button", { name: /condition|filter/i })
      .first()
      .click();
    await dialog.getByLabel("Property").first().click();
    await page.getByRole("option").first().click();
    await dialog.getByLabel("Condition").or(dialog.getByLabel("Operator")).first().click();
    await page
      .getByRole("option", { name: /is set/ })
      .first()
      .click();
    await dialog.getByText(/\d people now/).waitFor();
    await dialog.getByLabel("Event", { exact: true }).click();
    await page.getByRole("option").first().click();
    await dialog.getByLabel("Webhook address").fill(hook);
    expect(await faultsOn(page)).toEqual([]);
    await picture(page, "04-audience-form");
    await dialog.getByRole("button", { name: "Save audience" }).click();
    await page.getByText("it is shown this once").waitFor();
    await picture(page, "05-secret");
    await button("I have it").click();
    await page.getByRole("heading", { level: 1, name: "Buyers to win back" }).waitFor();
    await button("Deliver now").click();
    await page.getByText(/added, 0 removed/).waitFor();
    await page.getByText("delivered", { exact: true }).first().waitFor();
    await page.getByText(/Sample ratio/).waitFor();
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies.every(({ type }) => type === "audience.changed")).toBe(true);
    for (const scheme of ["light", "dark"] as const) {
      await look(scheme);
      expect(await faultsOn(page), scheme).toEqual([]);
      await picture(page, `06-audience-${scheme}`);
    }
    await look("light");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export CSV" }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    expect(lines.length - 1).toBe(bodies.reduce((sum, { data }) => sum + (data.added?.length ?? 0), 0));
  });

  test("from an audience to a survey and to an experiment for its people", async () => {
    const audience = page.url();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Ask them a survey" }).click();
    await page.waitForURL(/surveys\/new\?.*audience=/);
    const chosen = page.getByLabel("Only people of an audience").first();
    await chosen.waitFor();
    expect(await chosen.inputValue()).toBe("Buyers to win back");
    await page.goto(audience);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Start an experiment on them" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    expect(await dialog.getByLabel("Name", { exact: false }).first().inputValue()).toBe(
      "Experiment for Buyers to win back",
    );
  });

  test("an alert watches a saved trend, says too little data where there is, and tells what it saw", async () => {
    const { items } = (await (await page.request.get(api("/schema/events"))).json()) as {
      items: { event: string }[];
    };
    const event = items.find((it) => !it.event.startsWith("$"))?.event ?? null;
    await send("POST", "/insights", {
      name: "Orders",
      question: { kind: "trends", interval: "day", series: [{ event, measure: { type: "total" } }] },
    });
    await send("POST", "/insights", {
      name: "Rare",
      question: { kind: "trends", series: [{ event: "never seen" }] },
    });
    await go("/act?tab=alerts");
    for (const [trend, rule] of [
      ["Orders", "above"],
      ["Rare", "unusual"],
    ] as const) {
      await button("New alert").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Trend").first().click();
      await page.getByRole("option", { name: trend }).click();
      await dialog.getByLabel("Tell me when it is").first().click();
      await page.getByRole("option", { name: rule, exact: true }).click();
      expect(await faultsOn(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Save and check" }).click();
      await dialog.waitFor({ state: "detached" });
    }
    await page.getByText("too little data").waitFor();
    await page
      .getByText(/firing|as usual/)
      .first()
      .waitFor();
    for (const scheme of ["light", "dark"] as const) {
      await look(scheme);
      expect(await faultsOn(page), scheme).toEqual([]);
      await picture(page, `07-alerts-${scheme}`);
    }
    await look("light");
  });

  test("in Chinese, and narrow, everything still fits", async () => {
    await button("Language").click();
    await page.getByRole("menuitem", { name: "中文" }).click();
    await page.getByRole("heading", { level: 1, name: "行动" }).waitFor();
    for (const tab of ["experiments", "audiences", "alerts"]) {
      await go(`/act?tab=${tab}`);
      await page.getByRole("tab", { selected: true }).waitFor();
      await page.waitForLoadState("networkidle");
      await picture(page, `08-zh-${tab}`);
    }
    const { items } = await (await page.request.get(api("/audiences"))).json();
    await go(`/act/audiences/${(items as { id: string }[])[0]?.id}`);
    await page.waitForLoadState("networkidle");
    await picture(page, "09-zh-audience");
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of [
      "/act?tab=experiments",
      "/act?tab=audiences",
      "/act?tab=alerts",
      page.url().split(project)[1] ?? "",
    ]) {
      await go(path);
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
    }
    await picture(page, "10-zh-narrow");
  });

  test("no page has failed behind the scenes", () => {
    expect(site.faults).toEqual([]);
  });
});
