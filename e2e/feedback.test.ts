import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "../packages/web/test/browser.ts";
import { faultsOn } from "./axe.ts";

/** From a theme worth money to the people behind it, on the sample company: one story, in order. */
describe("feedback", { timeout: 240_000 }, () => {
  let site: Site;
  let page: Page;
  let home = "";
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const themes = () => page.getByRole("region", { name: "Themes by money at risk" });
  const inbox = () => page.getByRole("region", { name: "Inbox" });

  beforeAll(async () => {
    site = await openSite();
    page = await site.page();
    page.setDefaultTimeout(90_000);
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
    await page.goto(site.url);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.locator("input[name=password]").fill("correct horse battery");
    await button("Create account").click();
    await button("Load the sample company").click();
    await page.waitForURL(/\/p\/[^/]+$/, { timeout: 120_000 });
    home = page.url();
  }, 240_000);
  afterAll(() => site?.close());

  test("without feedback the page teaches what will stand there", async () => {
    const made = await page.evaluate(async () => {
      const me = (await (await fetch("/api/me")).json()) as { csrf: string };
      const reply = await fetch("/api/projects", {
        method: "POST",
        headers: { "content-type": "application/json", "x-csrf-token": me.csrf },
        body: JSON.stringify({ name: "Quiet" }),
      });
      return ((await reply.json()) as { id: string }).id;
    });
    await page.goto(`${site.url}/p/${made}/feedback`);
    await page.getByRole("heading", { name: "Hear what people ask for, and what it is worth" }).waitFor();
    await page.getByRole("link", { name: "Start a survey" }).waitFor();
    expect(await faultsOn(page)).toEqual([]);
    await button("Choose events").click();
    await page.getByRole("dialog").getByText("Answers of surveys are read already.").waitFor();
    expect(await faultsOn(page)).toEqual([]);
  });

  test("themes of the sample company are ranked by money at risk, marked as simulated, and explained", async () => {
    await page.goto(home);
    await page.getByRole("navigation").getByRole("link", { name: "Feedback" }).click();
    await themes().waitFor();
    await page.getByText("Simulated", { exact: true }).waitFor();
    await page.getByText("Sentiment not shown: 0 rated texts, 100 needed.").waitFor();
    const rows = await themes().getByRole("listitem").allInnerTexts();
    expect(rows.length).toBeGreaterThanOrEqual(5);
    const money = rows.map((row) => Number(/\$([\d,.]+)/.exec(row)?.[1]?.replaceAll(",", "")));
    expect(money).toEqual([...money].sort((a, b) => b - a));
    expect(money[0]).toBeGreaterThan(0);
    await button("How is this computed?").click();
    await page.getByText(/what the people who said it paid in the last 90 days/).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
      expect(await faultsOn(page), colorScheme).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  });

  test("a theme tells who came back beside the others, what they are worth, and where the report listens", async () => {
    await themes()
      .getByRole("button", { name: /^shipping/ })
      .click();
    const theme = page.getByRole("region", { name: "shipping" });
    await theme.getByText("Came back within 30 days").waitFor();
    await theme.getByText("Said it").waitFor();
    await theme.getByText(/people are at risk\. All of them paid/).waitFor();
    expect(page.url()).toContain("theme=");
    await page.reload();
    await theme.getByRole("link", { name: "What holds the somewhat disappointed back" }).click();
    await page.getByRole("heading", { name: "What holds the others back" }).waitFor();
    await page.getByRole("link", { name: "What everybody asks for, and the money behind it" }).click();
    await themes().waitFor();
  });

  test("the keyboard walks the inbox, searches it and closes what is open", async () => {
    await inbox().getByRole("listitem").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.waitForURL(/entry=/);
    const second = inbox().getByRole("listitem").nth(1).getByRole("button").first();
    expect(await second.getAttribute("aria-expanded")).toBe("true");
    await inbox()
      .getByText(/In other words|Nobody else said the like/)
      .waitFor();
    expect(await faultsOn(page)).toEqual([]);
    await page.keyboard.press("k");
    const first = inbox().getByRole("listitem").first().getByRole("button").first();
    await page.waitForFunction(
      (it) => it?.getAttribute("aria-expanded") === "true",
      await first.elementHandle(),
    );
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.search.includes("entry="));
    await page.keyboard.press("/");
    await page.keyboard.type("wish list");
    await page.waitForURL(/q=wish/);
    await inbox().getByText("a wish list my family can see").first().waitFor();
    await page.waitForFunction(
      () =>
        !document.querySelector("[data-stale]") && !document.body.textContent.includes("cheaper shipping"),
    );
    await page.keyboard.press("Escape");
    await inbox().getByRole("link").first().click();
    await page.waitForURL(/\/people\/cdnow-/);
    await page.goBack();
  });

  test("the people who said it become a cohort of as many", async () => {
    await page.goto(`${home}/feedback?from=all`);
    await themes()
      .getByRole("button", { name: /^preview/ })
      .click();
    const theme = page.getByRole("region", { name: "preview" });
    const people = Number(/(\d+) of \d+ people/.exec((await theme.textContent()) ?? "")?.[1]);
    expect(people).toBeGreaterThan(50);
    await theme.getByRole("button", { name: "Make a cohort" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("Cohort “Said: preview” saved.").waitFor();
    const project = home.split("/p/")[1];
    const { items } = (await (
      await page.request.get(`${site.url}/api/projects/${project}/cohorts`)
    ).json()) as { items: { name: string; size: number }[] };
    expect(items.find(({ name }) => name === "Said: preview")?.size).toBe(people);
  });

  test("narrow and in Chinese it still fits, and nothing failed on the way", async () => {
    await page.evaluate(() => localStorage.setItem("lepton.language", "zh"));
    await page.setViewportSize({ width: 390, height: 900 });
    await page.reload();
    await page.getByRole("heading", { name: "收件箱" }).waitFor();
    await page.getByText("按风险金额排列的主题").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await faultsOn(page)).toEqual([]);
    expect(site.faults).toEqual([]);
  });
});
