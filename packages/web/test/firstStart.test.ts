import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "./browser.ts";

const password = "correct horse battery";
const orders = `customer,order date,action,amount
ada@example.com,01/02/2026,ordered,12.5
bob@example.com,03/04/2026,ordered,7
,05/06/2026,ordered,1
`;

/** One story, in order: each step stands on the one before. */
describe("from an empty folder to a report", { timeout: 180_000 }, () => {
  let site: Site;
  let page: Page;
  let project = "";
  const at = (path: string) => page.goto(`${site.url}/p/${project}/${path}`);
  const button = (name: string | RegExp) => page.getByRole("button", { name });

  beforeAll(async () => {
    site = await openSite();
    page = await site.page();
  }, 120_000);
  afterAll(() => site?.close());

  test("the first visit asks for email and password, then offers two ways", async () => {
    await page.goto(site.url);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.locator("input[name=password]").fill(password);
    await button("Create account").click();
    await page.getByRole("heading", { name: "Where should the first numbers come from?" }).waitFor();
    expect(await button("Load the sample company").isVisible()).toBe(true);
  });

  test("the copied code works as it stands: its first event appears with a tick, without a refresh", async () => {
    await button("Show me the lines to copy").click();
    await page.getByRole("tab", { name: "curl" }).click();
    await page.getByText("Waiting for the first event").waitFor();
    const code = await page.getByLabel("curl", { exact: true }).locator("visible=true").last().textContent();
    const [, address] = /curl (\S+)/.exec(code ?? "") ?? [];
    const [, body] = /-d '([\s\S]+)'/.exec(code ?? "") ?? [];
    const sent = await fetch(address ?? "", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body ?? "",
    });
    expect(sent.status).toBe(200);
    await page.getByText("It works: events are arriving.").waitFor();
    await page.getByText("signed up · user-42").waitFor();
    await page.getByRole("link", { name: "Open Home" }).click();
    await page.waitForURL(/\/p\/[^/]+/);
    project = /\/p\/([^/?]+)/.exec(page.url())?.[1] ?? "";
  });

  test("without answers the report teaches: two clicks start the survey", async () => {
    await at("pmf");
    await button("Start the survey").first().click();
    await button("Yes, start asking").click();
    await page.getByRole("heading", { name: "The survey is running" }).waitFor();
  });

  test("a survey's preview is the real widget and follows the wording", async () => {
    await at("surveys/new?kind=nps");
    const widget = page.locator("[data-lepton-survey]");
    await widget.getByText("How likely are you to recommend My product").waitFor();
    await page.getByLabel("Question 1, English").fill("Would you tell a friend about Acme?");
    await widget.getByText("Would you tell a friend about Acme?").waitFor();
    await page.getByRole("radiogroup", { name: "Language of the preview" }).getByText("中文").click();
    await widget.getByText("您有多大可能向朋友或同事推荐").waitFor();
    await button("Save and start").click();
    await page.getByText("Waiting for the first answer").waitFor();
  });

  test("a dropped file is mapped, asks how its dates are written, and says what it refused", async () => {
    await at("data?tab=import");
    await page
      .getByTestId("import-file")
      .setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(orders) });
    await button("day / month / year").click();
    await page.getByRole("cell", { name: "Apr 3, 2026, 00:00:00" }).waitFor();
    await button("Start the import").click();
    await page.getByText("3 rows read: 2 kept, 0 known already, 1 refused.").waitFor();
    await button("See all refused rows").click();
    await page.getByText('"customer" is empty.').waitFor();
  });

  test("a person has a profile and a timeline by days of the project's zone", async () => {
    await at("people?q=ada");
    await page.getByRole("link", { name: "ada@example.com" }).click();
    await page.getByRole("heading", { name: "Timeline" }).waitFor();
    await page.getByText("Sun, February 1, 2026").waitFor();
    await button(/ordered/).click();
    await page.getByRole("dialog").getByText('"revenue": 12.5').waitFor();
  });

  test("an unsaved market figure is refused where it is wrong and kept where it is right", async () => {
    await at("data?tab=market");
    await button("Own sales").click();
    await page.getByLabel("Value, 1").fill("many");
    await page.getByLabel("Source, 1").fill("Ledger");
    expect(await button("Save").isDisabled()).toBe(true);
    await page.getByLabel("Value, 1").fill("120");
    await button("Save").click();
    await page.getByText("Market share is worked out from these figures").waitFor();
  });

  test("in Chinese: the sample company fills the report, and a number opens its people", async () => {
    const state = await page.context().storageState();
    const chinese = await site.page("zh-CN");
    await chinese.context().addCookies(state.cookies);
    await chinese.goto(`${site.url}/p/${project}/settings`);
    await chinese.getByRole("button", { name: "载入示例公司" }).click();
    await chinese.waitForURL(new RegExp(`/p/${project}/?$`), { timeout: 120_000 });
    await chinese.goto(`${site.url}/p/${project}/pmf`);
    const headline = chinese.getByTestId("pmf-headline");
    await headline.waitFor({ timeout: 60_000 });
    expect(await headline.textContent()).toMatch(/项可判定的指标/);
    expect(await chinese.getByText("模拟", { exact: true }).count()).toBeGreaterThan(0);
    await chinese
      .getByRole("button", { name: /^非常失望: / })
      .first()
      .click();
    await chinese.getByRole("dialog").getByRole("link").first().waitFor({ timeout: 30_000 });
    expect(chinese.url()).toContain("people=");
  });

  test("no page has failed behind the scenes", () => {
    expect(site.faults).toEqual([]);
  });
});
