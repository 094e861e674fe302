import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "../packages/web/test/browser.ts";
import { faultsOn } from "./axe.ts";

/** From a trend of the sample company to a target on a dashboard: one story, in order. */
describe("a forecast on a trend chart", { timeout: 300_000 }, () => {
  let site: Site;
  let page: Page;
  let project = "";
  const panel = () => page.getByRole("region", { name: "Forecast" });
  const sentence = () => page.getByTestId("forecast-target");
  const question = {
    kind: "trends",
    range: { from: "-90d", to: null },
    interval: "day",
    series: [{ event: "purchase", measure: { type: "uniques" } }],
  };
  const date = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  const ask = (more: Record<string, string> = {}) =>
    page.goto(
      `${site.url}/p/${project}/insights/new?${new URLSearchParams({ kind: "trends", q: JSON.stringify(question), ...more })}`,
    );

  beforeAll(async () => {
    site = await openSite();
    page = await site.page();
    page.setDefaultTimeout(120_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(site.url);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.locator("input[name=password]").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Load the sample company" }).click();
    await page.waitForURL(/\/p\/[^/]+$/, { timeout: 240_000 });
    project = page.url().split("/p/")[1] ?? "";
  }, 600_000);
  afterAll(() => site?.close());

  test("one switch forecasts, with the rehearsal printed beside repeating the past", async () => {
    await ask();
    await page.getByRole("img", { name: /^Chart of purchase/ }).waitFor();
    await page.getByRole("switch", { name: "Forecast" }).click();
    await panel()
      .getByRole("row", { name: /repeating the last day.*baseline/ })
      .waitFor();
    await panel()
      .getByText(/In \d+ rehearsals the 90% interval held \d+% of \d+ values/)
      .waitFor();
    await page.getByRole("img", { name: /With a forecast of 28 more/ }).waitFor();
    expect(page.url()).toContain("forecast=");
  });

  test("a target and a date give a sentence, kept in the address", async () => {
    await panel().getByLabel("Target", { exact: true }).fill("70");
    await panel().getByLabel("Date of the target").fill(date);
    await page.keyboard.press("Enter");
    await sentence()
      .getByText(/to (reach|fall to) 70 by/)
      .waitFor();
    await panel().getByRole("switch", { name: "Show rehearsals" }).click();
    await page.waitForURL(/rehearsals=true/);
    await page.reload();
    await sentence()
      .getByText(/\(\d+% to \d+%, from \d+ earlier forecasts\)/)
      .waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
      expect(await faultsOn(page), colorScheme).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  });

  test("the coming days leave as CSV, one row each", async () => {
    await page.getByRole("button", { name: "Download" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: /Forecast/ }).click(),
    ]);
    const lines = readFileSync(await file.path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines[0]).toContain("Low, 90% interval");
    expect(lines).toHaveLength(29);
  });

  test("saved to a dashboard, the tile remembers the forecast and its target", async () => {
    await page.getByRole("button", { name: "Save to dashboard" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
    await page.waitForURL(/\/dashboards\//);
    await sentence()
      .getByText(/to (reach|fall to) 70 by/)
      .waitFor();
    await page.getByRole("img", { name: /With a forecast of/ }).waitFor();
  });

  test("too little history says how much is needed, and forecasts what is possible", async () => {
    await ask({ forecast: JSON.stringify({ horizon: 366 }) });
    const short = page.getByTestId("forecast-short");
    await short.getByText(/Needs 746 days of history; there are \d+ days/).waitFor();
    await short.getByRole("button", { name: /^Forecast \d+ days instead$/ }).click();
    await panel()
      .getByRole("row", { name: /baseline/ })
      .first()
      .waitFor();
  });

  test("in Chinese and narrow it still fits", async () => {
    await page.getByRole("button", { name: "Language" }).click();
    await page.getByRole("menuitem", { name: "中文" }).click();
    await page.getByRole("region", { name: "预测" }).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await faultsOn(page)).toEqual([]);
  });

  test("no page has failed behind the scenes", () => {
    expect(site.faults).toEqual([]);
  });
});
