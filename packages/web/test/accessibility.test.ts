import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "./browser.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const password = "correct horse battery";
const pages = [
  "",
  "live",
  "insights",
  "insights/new",
  "pmf",
  "surveys",
  "surveys/new?kind=pmf",
  "people",
  "dashboards",
  "data?tab=connect",
  "data?tab=schema",
  "data?tab=keys",
  "data?tab=market",
  "settings",
  "settings?tab=members",
  "settings?tab=account",
  "settings?tab=audit",
];

/** What axe calls serious or critical, contrast AA among them, as lines one can act on. */
async function faultsOn(page: Page): Promise<string[]> {
  // Through the debugger, as the pages' content security policy refuses foreign scripts.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ""}`),
    );
}

describe("every page can be read and used by everybody", { timeout: 120_000 }, () => {
  let site: Site;
  let page: Page;
  let project = "";

  beforeAll(async () => {
    site = await openSite();
    page = await site.page();
    await page.goto(site.url);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.locator("input[name=password]").fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: /sample/i }).click();
    await page.waitForURL(/\/p\/[^/]+$/, { timeout: 120_000 });
    project = new URL(page.url()).pathname.split("/")[2] ?? "";
  }, 240_000);
  afterAll(() => site?.close());

  /** Opens a page and waits until nothing on it loads or moves. */
  async function settle(path: string): Promise<void> {
    await page.goto(`${site.url}/p/${project}/${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page
      .waitForFunction(() => !document.querySelector("[data-skeleton], .mantine-Skeleton-root"))
      .catch(() => {});
  }

  /** Colours fade from scheme to scheme; what pulses for ever is left alone. */
  const still = () =>
    page.waitForFunction(() =>
      document
        .getAnimations()
        .every((it) => it.playState !== "running" || it.effect?.getComputedTiming().iterations === Infinity),
    );

  async function turn(colorScheme: "light" | "dark"): Promise<void> {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
    await still();
  }

  test.each(pages)("/%s", async (path) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await settle(path);
    for (const colorScheme of ["light", "dark"] as const) {
      await turn(colorScheme);
      expect(await faultsOn(page), colorScheme).toEqual([]);
    }
  });

  test("a keyboard alone reaches the content, opens the menu and comes back", async () => {
    await settle("people");
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Filter");
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe(
      "solid",
    );

    await page.getByRole("textbox", { name: /name, email/i }).fill("nobody of this name");
    await page.getByText("Nobody matches").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("row").nth(1).waitFor();

    await page.keyboard.press("Control+k");
    await page.getByPlaceholder(/a page, a question/i).waitFor();
    await page.keyboard.type("dashb");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Dashboards" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.getByPlaceholder(/a page, a question/i).waitFor({ state: "detached" });
  });
});
