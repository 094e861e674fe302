import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "./browser.ts";

const people = 12;

/** Twelve people view, nine of them sign up an hour later, four pay a day after that. */
function history(): object[] {
  const start = Date.now() - 5 * 86_400_000;
  return Array.from({ length: people }, (_, i) => {
    const at = (event: string, afterHours: number, properties: object = {}) => ({
      type: "track",
      userId: `person-${i + 1}`,
      event,
      messageId: `${event}-${i + 1}`,
      timestamp: new Date(start + (i + afterHours) * 3_600_000).toISOString(),
      properties,
    });
    return [
      at("Viewed", 0, { plan: i % 2 === 0 ? "free" : "pro" }),
      ...(i < 9 ? [at("Signed up", 1)] : []),
      ...(i < 4 ? [at("Paid", 25, { revenue: 10 })] : []),
    ];
  }).flat();
}

/** A member's way through Home, Insights and a dashboard, on a real server with hand-counted events. */
describe("asking questions", { timeout: 120_000 }, () => {
  let site: Site;
  let page: Page;
  let project = "";
  const funnel = {
    kind: "funnel",
    range: { from: "-30d", to: null },
    steps: [{ event: "Viewed" }, { event: "Signed up" }, { event: "Paid" }],
  };
  const ask = (question: { kind: string }) =>
    page.goto(
      `${site.url}/p/${project}/insights/new?${new URLSearchParams({ kind: question.kind, q: JSON.stringify(question) })}`,
    );

  beforeAll(async () => {
    site = await openSite();
    page = await site.page();
    const { request } = page.context();
    const setup = await request.post(`${site.url}/api/setup`, {
      data: { email: "owner@example.com", password: "correct horse battery", projectName: "Acme" },
    });
    const me = (await setup.json()) as { csrf: string; projects: { id: string }[] };
    project = me.projects[0]?.id ?? "";
    const key = await request.post(`${site.url}/api/projects/${project}/keys`, {
      data: { kind: "write", name: "test" },
      headers: { "x-csrf-token": me.csrf },
    });
    const { secret } = (await key.json()) as { secret: string };
    const sent = await request.post(`${site.url}/v1/batch`, { data: { writeKey: secret, batch: history() } });
    expect(sent.status()).toBe(200);
  }, 120_000);
  afterAll(() => site?.close());

  test("Home answers without a builder, and without loading the chart library", async () => {
    const scripts: string[] = [];
    page.on("response", (response) => {
      if (response.url().endsWith(".js")) scripts.push(response.url());
    });
    await page.goto(`${site.url}/p/${project}`);
    await page
      .getByRole("region", { name: "Active people, last 30 days" })
      .getByText("12", { exact: true })
      .waitFor();
    expect(await page.getByText("Data is arriving and safe").isVisible()).toBe(true);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((url) => url.includes("echarts"))).toEqual([]);
  });

  test("a funnel shows its counts and its prose, and a drop-off opens the people, kept as a cohort", async () => {
    await ask(funnel);
    await page
      .getByText("Viewed then Signed up then Paid, within 14 days, any other events allowed.")
      .waitFor();
    await page.getByRole("button", { name: /^3\. Paid: 4 reached it/ }).waitFor();
    await page.getByRole("button", { name: /^3\. Paid: 5 dropped off/ }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("5 people", { exact: true }).waitFor();
    expect(await drawer.getByRole("link", { name: /^person-/ }).count()).toBe(5);
    await drawer.getByRole("button", { name: "Save as cohort" }).click();
    await page.getByText(/Cohort “.*” saved/).waitFor();
    await page.keyboard.press("Escape");
  });

  test("the address holds the whole question: a change stands in it, survives a reload, and can be undone", async () => {
    await ask(funnel);
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("button", { name: "Last 90 days" }).click();
    await page.waitForURL(/-90d/);
    await page.reload();
    await page.getByRole("button", { name: "Date range: Last 90 days" }).waitFor();
    await page.getByRole("button", { name: /^Date range/ }).click();
    await page.getByRole("button", { name: "Last 7 days" }).click();
    await page.waitForURL(/-7d/);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.waitForURL(/-90d/);
  });

  test("the SQL behind the numbers is one click away", async () => {
    await ask(funnel);
    await page.getByRole("button", { name: "SQL", exact: true }).click();
    await page
      .getByRole("dialog")
      .getByText(/SELECT/)
      .first()
      .waitFor();
    expect(page.url()).toContain("sql=true");
    await page.keyboard.press("Escape");
  });

  test("numbers leave as CSV, the picture as PNG", async () => {
    await ask(funnel);
    const take = async (item: string) => {
      await page.getByRole("button", { name: "Download" }).click();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: item }).click(),
      ]);
      return file.suggestedFilename();
    };
    expect(await take("Numbers (CSV): Steps")).toMatch(/\.csv$/);
    expect(await take("Picture (PNG)")).toMatch(/\.png$/);
  });

  test("a question goes to a dashboard and is found there", async () => {
    await ask(funnel);
    await page.getByRole("button", { name: "Save to dashboard" }).click();
    const form = page.getByRole("dialog");
    await form.getByRole("textbox", { name: "Name", exact: true }).fill("From view to payment");
    await form.getByRole("textbox", { name: "Name of the dashboard" }).fill("Growth");
    await form.getByRole("button", { name: "Add" }).click();
    await page.getByRole("heading", { name: "Growth" }).waitFor();
    await page.getByRole("link", { name: "From view to payment" }).waitFor();
    await page.getByText("33.3%").first().waitFor();
  });

  test("the command menu finds a page by keyboard, in Chinese after switching", async () => {
    await page.getByRole("button", { name: "Language" }).click();
    await page.getByRole("menuitem", { name: "中文" }).click();
    await page.getByRole("link", { name: "首页" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("页面、问题、看板…").fill("留存");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/kind=retention/);
    await page.getByText("并每周回来做").waitFor();
  });

  test("no page has failed behind the scenes", () => {
    expect(site.faults).toEqual([]);
  });
});
