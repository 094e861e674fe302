import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "../packages/web/test/browser.ts";
import { faultsOn } from "./axe.ts";

/** From no model to a cohort of people at risk, on the sample company: one story, in order. */
describe("a model of churn", { timeout: 320_000 }, () => {
  let site: Site;
  let page: Page;
  let home = "";
  let model = "";
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const open = async (tab: string) => {
    await page.goto(`${model}?tab=${tab}`);
    await page.getByRole("tab", { selected: true }).first().waitFor();
  };

  beforeAll(async () => {
    site = await openSite();
    page = await site.page();
    page.setDefaultTimeout(60_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(site.url);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.locator("input[name=password]").fill("correct horse battery");
    await button("Create account").click();
    await button("Load the sample company").click();
    await page.waitForURL(/\/p\/[^/]+$/, { timeout: 120_000 });
    home = page.url();
  }, 240_000);
  afterAll(() => site?.close());

  test("the empty page teaches: what a model tells, and three questions to choose from", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Models" }).click();
    await page.getByRole("heading", { name: "A model tells whom to look after first" }).waitFor();
    await page.getByText("nobody left to convert").waitFor();
    expect(await page.getByRole("article").count()).toBe(3);
    expect(await faultsOn(page)).toEqual([]);
  });

  test("training is asked in one dialog that shows how the past is read, and says how far it is", async () => {
    await page.getByRole("link", { name: "Train: Churn" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("img", { name: /learns from 4 moments of the past/ }).waitFor();
    expect(page.url()).toContain("train=churn");
    expect(await faultsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Advanced" }).click();
    await dialog.getByLabel("Seconds to search").fill("5");
    await dialog.getByRole("button", { name: "Start training" }).click();
    const job = page.getByRole("region", { name: "Training: Churn" });
    await job.getByRole("button", { name: "Log" }).click();
    await job
      .getByText(/people up to/)
      .first()
      .waitFor();
    await job.getByRole("link", { name: "Open the model" }).click({ timeout: 280_000 });
    await page.getByRole("heading", { level: 1, name: "Churn" }).waitFor();
    model = page.url().replace(/\?.*/, "");
  });

  test("the model says in a sentence how good it is, beside baselines, with its pictures", async () => {
    await page.getByText(/Of the riskiest 20%, \d+% stay away for 90 days/).waitFor();
    await page.getByRole("row", { name: /Recency alone.*baseline/ }).waitFor();
    await page.getByRole("img", { name: /^Calibration/ }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
      expect(await faultsOn(page), colorScheme).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  });

  test("published, it scores everybody; a threshold in the address names people with reasons", async () => {
    await button("Publish").click();
    await button("Retire").waitFor();
    await open("people");
    await button("Score everybody").last().click();
    await page.getByText("Expected precision").waitFor({ timeout: 180_000 });
    await page.getByLabel("Threshold as a number").fill("0.7");
    await page.waitForURL(/threshold=0\.7/);
    await page.reload();
    await page.getByText("Scored 70% and above").waitFor();
    await page.getByRole("row").nth(1).getByRole("listitem").first().waitFor();
    expect(await faultsOn(page)).toEqual([]);
  });

  test("the people above the threshold become a cohort of as many", async () => {
    const count = page.getByText("People", { exact: true }).last().locator("xpath=following-sibling::*[1]");
    const listed = Number((await count.textContent())?.replace(/\D/g, ""));
    expect(listed).toBeGreaterThan(100);
    await button("Make a cohort").click();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText(/Cohort “Churn: 70% and above” saved/).waitFor();
    const project = home.split("/p/")[1];
    const { items } = (await (
      await page.request.get(`${site.url}/api/projects/${project}/cohorts`)
    ).json()) as { items: { name: string; definition: unknown }[] };
    const cohort = items.find(({ name }) => name === "Churn: 70% and above");
    expect(cohort?.definition).toMatchObject({
      kind: "dynamic",
      criteria: [{ on: "person", key: "lepton_churn_risk", operator: "gte", value: 0.7 }],
    });
  });

  test("what-if begins with a person's own score and follows a slider by keyboard", async () => {
    const row = page.getByRole("row").nth(1);
    const risk = (await row.getByText(/%$/).first().textContent()) ?? "";
    await row.getByRole("link", { name: /What would change it/ }).click();
    const score = page.getByTestId("what-if-score");
    await score.filter({ hasText: risk }).waitFor();
    await button("Show all").click();
    await page.getByRole("slider", { name: "Days since the last event" }).focus();
    await page.keyboard.press("Home");
    await page.getByText(`was ${risk}`).waitFor();
    await page.waitForFunction(
      (before) => document.querySelector("[data-testid=what-if-score]")?.textContent !== before,
      risk,
    );
    expect(Number.parseFloat((await score.textContent()) ?? "")).toBeLessThan(Number.parseFloat(risk));
    await page.getByRole("list", { name: "From the average person to this score" }).waitFor();
    expect(await faultsOn(page)).toEqual([]);
  });

  test("where it comes from: card, data fingerprint, and a call; narrow and in Chinese it still fits", async () => {
    await open("about");
    await page
      .getByText(/^[0-9a-f]{64}$/)
      .first()
      .waitFor();
    await page.getByRole("heading", { name: "Beware" }).waitFor();
    expect(await faultsOn(page)).toEqual([]);
    await button("Language").click();
    await page.getByRole("menuitem", { name: "中文" }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    for (const tab of ["quality", "people", "whatIf", "about"]) {
      await open(tab);
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(390);
    }
  });

  test("no page has failed behind the scenes", () => {
    expect(site.faults).toEqual([]);
  });
});
