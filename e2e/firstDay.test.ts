import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A newcomer's first day, as they live it: `npm start`, a browser, nothing else. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const root = join(import.meta.dirname, "..");

type Texts = { [key: string]: string | Texts };
/** The page's own words in a language, so that the walk is the same in both. */
function wordsOf(language: "en" | "zh") {
  return (path: string, values: Record<string, string | number> = {}): string => {
    const [area = "", ...keys] = path.split(".");
    const file = join(root, "packages/web/src/i18n", language, `${area}.json`);
    let at: string | Texts | undefined = JSON.parse(readFileSync(file, "utf8")) as Texts;
    for (const key of keys) at = typeof at === "object" ? at[key] : undefined;
    if (typeof at !== "string") throw new Error(`${file} has no text ${keys.join(".")}`);
    return at.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ""));
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

let browser: Browser;
beforeAll(async () => {
  if (!existsSync(executablePath))
    throw new Error(
      `No Chromium at ${executablePath}. Install it (Debian: apt-get install chromium) or set CHROMIUM.`,
    );
  const flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";
  browser = await chromium.launch({
    executablePath,
    args: [...flags.split(" "), "--disable-component-update", "--disable-sync"],
  });
});
afterAll(() => browser?.close());

describe.each(["en", "zh"] as const)("the first day in %s", (language) => {
  const say = wordsOf(language);
  const directory = mkdtempSync(join(tmpdir(), "lepton-first-day-"));
  let lepton: ChildProcess;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    lepton = spawn(process.execPath, ["scripts/start.js", "--port", String(port), "--data", directory], {
      cwd: root,
    });
    const url = await new Promise<string>((resolve, reject) => {
      let said = "";
      const read = (chunk: Buffer) => {
        said += chunk;
        const found = /http:\/\/[\d.:]+/.exec(said)?.[0];
        if (found) resolve(found);
      };
      lepton.stdout?.on("data", read);
      lepton.stderr?.on("data", read);
      lepton.once("exit", () => reject(new Error(`Lepton ended before it listened:\n${said}`)));
    });
    const context = await browser.newContext({
      locale: language === "en" ? "en-US" : "zh-CN",
      viewport: { width: 1440, height: 900 },
    });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("response", (reply) => {
      if (reply.status() >= 500) problems.push(`${reply.status()} ${reply.url()}`);
    });
    await page.goto(url);
  }, 180_000);

  afterAll(async () => {
    await page?.context().close();
    const gone = new Promise((resolve) => lepton.once("exit", resolve));
    lepton.kill("SIGTERM");
    await gone;
    rmSync(directory, { recursive: true, force: true });
  });

  const button = (path: string) => page.getByRole("button", { name: say(path) });
  const goTo = (path: string) =>
    page
      .getByRole("navigation")
      .getByRole("link", { name: say(path) })
      .click();
  const heading = (path: string) => page.getByRole("heading", { level: 1, name: say(path) });

  test("creates the owner", async () => {
    await page.getByLabel(say("setup.email")).fill("ada@example.com");
    await page.getByLabel(say("setup.password"), { exact: false }).first().fill("a sentence is easy");
    await button("setup.owner.submit").click();
    await page.getByText(say("setup.data.title")).waitFor();
  });

  test("loads the sample company and answers at once", async () => {
    await button("setup.data.sample.button").click();
    await page.waitForURL(/\/p\/[^/]+\/?$/, { timeout: 120_000 });
    await page.getByLabel(say("home.loop.label")).waitFor();
    // 69,659 purchases and some 1,600 answers; how many answers fall before today depends on the day.
    await page
      .getByText(/7[01],\d{3}/)
      .first()
      .waitFor();
  }, 150_000);

  test("reads the product–market-fit report", async () => {
    await goTo("app.nav.pmf");
    await heading("app.nav.pmf").waitFor();
    // The sample's answers are generated, and the page says so.
    await page.getByText(say("parts.origin.simulated")).first().waitFor();
    await page
      .getByText(/n 1\d\d|n = 1\d\d/)
      .first()
      .waitFor();
  });

  test("asks a funnel of its own and meets the people behind it", async () => {
    await goTo("app.nav.insights");
    await page
      .getByRole("link", { name: say("app.kind.funnel") })
      .first()
      .click();
    const second = page.getByRole("button", { name: /^2\. survey sent.*%$/ });
    await second.waitFor();
    const reached = /([\d,]+)/.exec((await second.getAttribute("aria-label"))?.slice(2) ?? "")?.[1];
    await second.click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("link").first().waitFor();
    // The list and the chart are one query, so they agree.
    expect(await drawer.textContent()).toContain(reached);
    const person = await drawer.getByRole("link").first().textContent();
    await drawer.getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: person ?? "" }).waitFor();
    await page.getByText("purchase").first().waitFor();
    await page.goBack();
  });

  test("keeps it on a dashboard", async () => {
    await button("insights.save.toDashboard").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: say("insights.save.add") }).click();
    await dialog.waitFor({ state: "detached" });
    await goTo("app.nav.dashboards");
    await page.getByRole("main").getByRole("link").first().click();
    await page.getByRole("button", { name: /^2\. survey sent.*%$/ }).waitFor();
  });

  test("shows no error on the way", () => {
    expect(problems).toEqual([]);
  });
});
