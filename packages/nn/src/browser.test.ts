import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { digits } from "./testing/digits.ts";
import { checkedCode, claims, documentPaths, examplesOf, shownSource } from "./testing/examples.ts";
import { buildPage, servePage } from "./testing/page/servePage.ts";
import { type SmallKind, type SmallRun, trainSmall } from "./testing/page/smallModels.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof servePage>>;
let page: Page;
let asked: string[];
const { train, held } = digits();

beforeAll(async () => {
  server = await servePage(await buildPage());
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  asked = [];
  page = await browser.newPage();
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(server.url);
  await page.waitForFunction("globalThis.train");
});
afterEach(async () => {
  await page.close();
});

/** Runs a line in the page; the code of a LeptonError and what it says to do, when it throws. */
const refusal = (code: string) =>
  page.evaluate(
    `(async () => { ${code} })().then(() => "nothing thrown", ({ code, received, next }) => ({ code, received, next }))`,
  );
const tiny = "const m = nn.sequential([nn.input({ shape: [2] }), nn.dense(1)]);";

/** Share of the commonest digit among those held out. */
const baseline = () => {
  const counts = Array<number>(10).fill(0);
  for (const digit of held.y.data) counts[digit] = (counts[digit] ?? 0) + 1;
  return Math.max(...counts) / held.y.data.length;
};

const places: [SmallKind, "the page" | "a Web Worker"][] = [
  ["dense", "the page"],
  ["conv", "the page"],
  ["conv", "a Web Worker"],
];
test.each(places)(
  "a small %s net trained in %s learns what it learns in Node, and asks nobody but its own server",
  async (kind, place) => {
    if (place === "a Web Worker") await page.evaluate("useWorker()");
    const there = (await page.evaluate(`train("${kind}")`)) as SmallRun;
    const here = await trainSmall(kind, { train, test: held });
    expect(here.losses).toHaveLength(4);
    here.losses.forEach((loss, epoch) => {
      expect(Math.abs(loss - (there.losses[epoch] as number)), `loss of epoch ${epoch}`).toBeLessThan(1e-3);
    });
    here.first.forEach((p, digit) => {
      expect(there.first[digit]).toBeCloseTo(p, 2);
    });
    expect(baseline()).toBeLessThan(0.11);
    expect(there.accuracy).toBeGreaterThan(0.88);
    expect(asked.filter((url) => !url.startsWith(server.url))).toEqual([]);
    expect(asked.some((url) => url.endsWith(".wasm"))).toBe(true);
    expect(asked.some((url) => url.includes("worker-"))).toBe(place === "a Web Worker");
  },
  120_000,
);

test("what a browser does not have is refused with what to do", async () => {
  expect(
    await refusal(`${tiny} m.compile({ optimizer: "sgd", loss: "mse", providers: ["webgpu"] });
                   await m.fit(nn.array([[1, 2]]), nn.array([[1]]));`),
  ).toEqual({
    code: "NN_PROVIDER_MISSING",
    received: "providers webgpu; there are cpu",
    next: expect.stringContaining("call configureRuntime({ webgpu: true }) before the first model computes"),
  });
  expect(await refusal("nn.configureRuntime({ threads: 2 });")).toMatchObject({ code: "NN_RUNTIME_LOADED" });
  expect(
    await refusal(`${tiny} m.compile({ optimizer: "sgd", loss: "mse" });
                   await m.profile(nn.array([[1, 2]]), nn.array([[1]]));`),
  ).toMatchObject({ code: "NN_NODE_ONLY", received: "a browser" });
});

test("the guide's page and its worker do what the guide says", async () => {
  const guide = documentPaths.find((path) => path.endsWith("browser.md")) as string;
  const [example, script] = ["page", "worker"].map((kind) =>
    examplesOf(guide).find((one) => one.kind === kind),
  );
  if (!example || !script) throw new Error("the guide shows no page with a worker");
  const folder = await mkdtemp(join(tmpdir(), "lepton-guide-"));
  await symlink(
    fileURLToPath(new URL("../../../node_modules", import.meta.url)),
    join(folder, "node_modules"),
  );
  await writeFile(join(folder, "shown.ts"), shownSource);
  await writeFile(join(folder, "worker.ts"), script.code);
  await writeFile(
    join(folder, "page.ts"),
    `import { shown, shownCount } from "./shown.ts";
${checkedCode(example)}
Object.assign(globalThis, { shownCount });`,
  );
  const guided = await servePage(await buildPage(folder));
  try {
    await page.goto(guided.url);
    await page.waitForFunction("globalThis.shownCount");
    expect(await page.evaluate("shownCount()")).toBe(claims(example));
    expect(asked.some((url) => url.includes("worker-"))).toBe(true);
  } finally {
    await guided.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
