import { rm } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Lepton } from "../browser/types.ts";
import { buildScripts, startChromium } from "../testing/chromium.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { standardSurvey } from "./questions.ts";
import type { Survey, SurveyKind } from "./types.ts";

let scripts: string;
let browser: Browser;
let server: TestServer;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [scripts, browser] = await Promise.all([buildScripts(), startChromium()]);
});
afterAll(async () => {
  await browser.close();
  await rm(scripts, { recursive: true });
});
beforeEach(async () => {
  server = await startServer(scripts);
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await server.close();
});

function survey(kind: SurveyKind, change: Partial<Survey["qualification"]> = {}): Survey {
  const standard = standardSurvey(`survey-${kind}`, kind, "Acme");
  return {
    ...standard,
    qualification: { ...standard.qualification, delaySeconds: 0, minUses: 1, ...change },
  };
}

/** Opens a page with the tracker on it. */
async function open(path = "/"): Promise<void> {
  await page.goto(server.url + path);
  await page.addScriptTag({ url: `${server.url}/lepton.js` });
  await page.evaluate(
    (host) => (window.lepton as Lepton).init({ key: "k", host, flushIntervalMs: 1 }),
    server.url,
  );
}
const track = (event: string) => page.evaluate((name) => (window.lepton as Lepton).track(name), event);
const dialog = () => page.getByRole("dialog");
const sent = (event: string) => server.events().filter((it) => it.event === event);
const asked = (path: string) => server.received.filter((it) => it.url === path).length;

test("a visitor who does the core event a second time is asked, answers by keyboard only, and the answers arrive", async () => {
  server.surveys = [survey("pmf", { event: "note saved", minUses: 2 })];
  await open();
  await track("note saved");
  await server.until(() => sent("note saved").length === 1 && asked("/api/surveys/?token=k") === 1);
  expect(asked("/lepton-survey.js")).toBe(0); // nothing is loaded for who is not asked
  await track("note saved");
  await dialog().waitFor();
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Writers, 100 % of them");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.type("speed");
  await page.keyboard.press("Tab"); // Back
  await page.keyboard.press("Tab"); // Next
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter"); // the last one is left out
  await server.until(() => sent("survey sent").length === 1);
  expect(sent("survey shown")[0]?.properties).toMatchObject({
    $survey_id: "survey-pmf",
    $survey_iteration: 1,
  });
  expect(sent("survey sent")[0]?.properties).toMatchObject({
    $survey_id: "survey-pmf",
    $survey_kind: "pmf",
    $survey_iteration: 1,
    $survey_completed: true,
    $survey_response: "somewhat",
    $survey_response_disappointment: "somewhat",
    $survey_response_persona: "Writers, 100 % of them",
    $survey_response_benefit: "speed",
  });
  expect(sent("survey sent")[0]?.properties).not.toHaveProperty("$survey_response_improve");
  await page.getByRole("status").waitFor();
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  expect(sent("survey dismissed")).toEqual([]);
});

test("the same person is not asked again on the next page, nor another survey the same day", async () => {
  server.surveys = [survey("nps"), survey("csat")];
  await open();
  await dialog().waitFor();
  await page.keyboard.press("Escape");
  await server.until(() => sent("survey dismissed").length === 1);
  await open("/next");
  await server.until(() => asked("/api/surveys/?token=k") === 2);
  await track("done");
  await server.until(() => sent("done").length === 1);
  expect(asked("/lepton-survey.js")).toBe(1);
  expect(sent("survey shown")).toHaveLength(1);
});

test("digits answer a scale: 1 then 0 is ten; arrows move; Back keeps what was answered", async () => {
  server.surveys = [survey("nps")];
  await open();
  await dialog().waitFor();
  await page.keyboard.press("Enter");
  expect(await page.getByRole("alert").textContent()).toBe("Please choose an answer first.");
  await page.keyboard.press("1");
  await page.keyboard.press("0");
  expect(await page.getByRole("radio", { name: "10, Extremely likely" }).isChecked()).toBe(true);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Back" }).press("Enter");
  expect(await page.getByRole("radio", { name: "9", exact: true }).isChecked()).toBe(true);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await server.until(() => sent("survey sent").length === 1);
  expect(sent("survey sent")[0]?.properties).toMatchObject({
    $survey_response: 9,
    $survey_response_score: 9,
  });
});

test("a pointer answers in one click and comes to the next question", async () => {
  server.surveys = [survey("ces")];
  await open();
  await page.getByRole("radio", { name: "6", exact: true }).click();
  await page.getByRole("textbox", { name: "What made it easy or hard?" }).fill("search");
  await page.getByRole("button", { name: "Send" }).click();
  await server.until(() => sent("survey sent").length === 1);
  expect(sent("survey sent")[0]?.properties).toMatchObject({
    $survey_response: 6,
    $survey_response_comment: "search",
  });
});

test("closing half-way sends what was answered, once, marked incomplete; so does leaving the page", async () => {
  server.surveys = [survey("pmf")];
  await open();
  await dialog().waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await page.goto("about:blank");
  await server.until(() => sent("survey sent").length > 0);
  expect(sent("survey sent")[0]?.properties).toMatchObject({
    $survey_response: "very",
    $survey_completed: false,
  });
  expect(sent("survey dismissed")).toEqual([]);
});

test("a survey of an audience asks the server right before, and only its people see it", async () => {
  const ofAudience = { ...survey("nps", { event: "go" }), check: "/api/surveys/member?token=k&survey=s" };
  server.surveys = [ofAudience];
  await open();
  await page.evaluate(() => (window.lepton as Lepton).identify("stranger"));
  await track("go");
  await server.until(() => asked(`${ofAudience.check}&distinct_id=stranger`) === 1);
  // Whoever was not asked is no nearer to being asked again.
  expect(await page.evaluate(() => localStorage.getItem("lepton_k")?.includes("seen"))).toBe(false);
  server.members = ["ann"];
  await page.evaluate(() => (window.lepton as Lepton).identify("ann"));
  await open();
  await track("go");
  await dialog().waitFor();
});

test("someone who is typing is not interrupted: focus stays, digits stay theirs", async () => {
  server.surveys = [survey("nps", { event: "go" })];
  await open();
  await page.locator("#in").focus();
  await track("go");
  await dialog().waitFor();
  await page.keyboard.type("7");
  expect(await page.locator("#in").inputValue()).toBe("7");
  expect(await page.getByRole("radio", { checked: true }).count()).toBe(0);
});

test("focus returns where it was, and the page's own shortcuts do not hear the answers", async () => {
  server.surveys = [survey("nps", { event: "go" })];
  await open();
  await page.evaluate(() => {
    const button = document.createElement("button");
    button.id = "b";
    document.body.append(button);
    button.focus();
    document.addEventListener("keydown", () => document.body.setAttribute("data-heard", ""));
  });
  await track("go");
  await dialog().waitFor();
  await page.keyboard.press("7");
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("b");
  expect(await page.evaluate(() => document.body.hasAttribute("data-heard"))).toBe(false);
});

test("the page's language is the survey's: Chinese, correct in a page of another encoding", async () => {
  server.surveys = [survey("pmf", { event: "go" })];
  await open();
  await page.evaluate(() => document.documentElement.setAttribute("lang", "zh-CN"));
  await track("go");
  await page.getByRole("radio", { name: "非常失望" }).waitFor();
  expect(await page.getByRole("button", { name: "下一题" }).isVisible()).toBe(true);
});

test("the page's style stays outside, the widget fits 320 pixels and obeys a strict content policy", async () => {
  await page.setViewportSize({ width: 320, height: 480 });
  await page.goto(`${server.url}/strict`);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { letter-spacing: 9px !important; color: lime } div { display: none }");
    document.adoptedStyleSheets = [sheet];
  });
  await page.addScriptTag({ url: `${server.url}/lepton-survey.js` });
  await page.evaluate(
    (given) => window.leptonSurvey?.renderSurvey(document.body, given, { language: "en" }),
    survey("nps"),
  );
  const box = await dialog().boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(320);
  const legend = page.locator("legend");
  expect(await legend.evaluate((node) => getComputedStyle(node).letterSpacing)).toBe("normal");
  expect(await legend.evaluate((node) => getComputedStyle(node).color)).toBe("rgb(22, 24, 29)");
  for (const radio of await page.getByRole("radio").all()) {
    const target = await radio.boundingBox();
    expect(Math.min(target?.width ?? 0, target?.height ?? 0)).toBeGreaterThanOrEqual(24); // WCAG 2.5.8
  }
});

test("a preview is drawn in its container, takes no focus, sends nothing and can be taken away", async () => {
  await page.goto(server.url);
  await page.addScriptTag({ url: `${server.url}/lepton-survey.js` });
  const events = await page.evaluate((given) => {
    const box = document.createElement("section");
    document.body.append(box);
    const heard: string[] = [];
    const drawn = window.leptonSurvey?.renderSurvey(box, given, {
      preview: true,
      step: 1,
      onEvent: (e) => heard.push(e),
    });
    Object.assign(window, { drawn });
    return { heard, focus: document.activeElement?.tagName };
  }, survey("nps"));
  expect(events).toEqual({ heard: [], focus: "BODY" });
  await page.getByRole("textbox", { name: "What is the main reason for your score?" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("radio", { name: "5", exact: true }).waitFor(); // starts again instead of going away
  await page.evaluate(() => (window as unknown as { drawn: { destroy(): void } }).drawn.destroy());
  expect(await page.locator("[data-lepton-survey]").count()).toBe(0);
});
