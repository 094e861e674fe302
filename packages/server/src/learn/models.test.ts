import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Job, JobMessage, LearningCurves } from "../contract/job.ts";
import type {
  Model,
  ModelList,
  ModelPeople,
  PersonPredictions,
  PredictReply,
  RecipeList,
} from "../contract/model.ts";
import type { ModelMonitor } from "../contract/monitor.ts";
import { openWorld, type World } from "../testing/world.ts";
import { companyEvents } from "./testing/company.ts";

let world: World;
const directory = mkdtempSync(join(tmpdir(), "lepton-models-test-"));
const path = (rest: string) => `/api/projects/${world.project}${rest}`;

beforeAll(async () => {
  world = await openWorld({ modelDirectory: directory });
  // Ends at midnight, so that the hour of the run changes nothing; large enough that the gain over recency alone is
  // far from 0 (about 0.08, interval 0.04 to 0.13).
  const endMs = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  await world.write(companyEvents({ people: 1800, days: 160, endMs, seed: 4 }));
  await world.meta.projects.update(world.project, {
    coreEvent: "use",
    revenueEvent: "pay",
    revenueProperty: "amount",
  });
});
afterAll(() => world.close());

async function ended(job: Job): Promise<Job> {
  for (;;) {
    const now = await world.owner.get<Job>(path(`/jobs/${job.id}`));
    if (now.status !== "queued" && now.status !== "running") return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const train = (body: unknown) => world.owner.post<Job>(path("/models"), body);
async function refused(body: unknown, url = "/models") {
  const reply = await world.owner.request("POST", path(url), body);
  expect(reply.statusCode).toBeGreaterThanOrEqual(400);
  return reply.json<{ code: string; field?: string; problem: string }>();
}

const recipe = {
  name: "leaving",
  population: { event: "use", withinDays: 30 },
  target: { kind: "noEvent", event: "use" },
  horizonDays: 21,
  features: { firstTouch: 2 },
};

test("churn is learnt from the warehouse, beats recency alone, is published, served, explained and written to people", async () => {
  const { items: recipes } = await world.owner.get<RecipeList>(path("/recipes"));
  expect(recipes.map(({ id, problem }) => [id, problem])).toEqual([
    ["churn", null],
    ["conversion", null],
    ["lifetime-value", null],
  ]);
  // Long enough for every candidate on a busy machine; the job ends when they are fitted.
  const started = await train({ recipe, budgetSeconds: 300, seed: 3 });
  const streamed = world.owner.request("GET", path(`/jobs/${started.id}/stream`));
  const job = await ended(started);
  expect(job).toMatchObject({ status: "done", progress: 1, problem: null, subject: "leaving" });
  expect(job.log.length).toBeGreaterThan(3);
  // Whoever watched was told losses as they came, and its end; whoever asks gets the same.
  const messages = (await streamed).body
    .split("\n")
    .flatMap((line) => (line.startsWith("data: ") ? [JSON.parse(line.slice(6)) as JobMessage] : []));
  expect(messages[0]?.isWhole).toBe(true);
  expect(messages.at(-1)?.job.status).toBe("done");
  expect(messages.flatMap(({ series }) => series).some(({ model }) => model === "boosted trees")).toBe(true);
  const { series } = await world.owner.get<LearningCurves>(path(`/jobs/${job.id}/curves`));
  const trees = series.find(({ model, name }) => model === "boosted trees" && name === "val_loss");
  expect(trees?.points.length).toBeGreaterThan(10);
  expect(trees?.points.at(-1)?.y).toBeLessThan(trees?.points[0]?.y ?? 0);
  const model = await world.owner.get<Model>(path(`/models/${job.result}`));
  expect(model).toMatchObject({
    name: "leaving",
    version: 1,
    stage: "draft",
    personProperty: "lepton_leaving_risk",
  });
  expect(model.verdict.code).toBe("better");
  expect(model.headline.value).toBeGreaterThan(0.7);
  const board = new Map(model.leaderboard.map((row) => [row.name, row]));
  const auc = (name: string) => board.get(name)?.metrics.auc?.value ?? 0;
  expect(auc("always the same")).toBe(0.5);
  expect(model.headline.value).toBeGreaterThan(auc("recency alone") + 0.02);
  expect(model.leaderboard.filter(({ chosen }) => chosen)).toHaveLength(1);
  expect(model.data.testRows).toBeGreaterThan(60);

  // Draft: not served to people yet.
  expect(await refused({}, `/models/${model.id}/score`)).toMatchObject({ code: "MODEL_NOT_PUBLISHED" });
  await world.owner.post(path("/models/leaving/publish"), {});
  const scored = await ended(await world.owner.post<Job>(path("/models/leaving/score")));
  expect(scored).toMatchObject({ status: "done", problem: null });
  // Scored and watched: everybody of a population that has not moved.
  const monitor = await world.owner.get<ModelMonitor>(path("/models/leaving/monitor"));
  expect(monitor.checks).toHaveLength(1);
  expect(monitor.checks[0]?.scorePsi).toBeLessThan(1);
  expect(monitor.latest[0]?.feature).toBeNull();
  expect(monitor.latest).toHaveLength(1 + model.inputs.length);
  expect(monitor.checks[0]?.outcomes).toBeNull();
  expect((await world.owner.get<Model>(path("/models/leaving"))).health?.state).toBe(monitor.health?.state);
  // Three weeks and a day later what happened is known; here, because the scoring is dated back to a cutoff of then.
  const [test] = model.data.cutoffs.slice(-1);
  const { items: members } = await world.owner.get<ModelPeople>(path("/models/leaving/people?limit=200"));
  await world.meta.modelChecks.add(world.project, {
    model: model.id,
    at: new Date(test?.at ?? 0),
    cutoffMs: Date.parse(test?.at ?? ""),
    dueMs: Date.now() - 1,
    body: { people: 200, state: "ok", reasons: [], scorePsi: 0, worst: null, shifts: [] },
    sample: members.map(({ personId, score }) => [personId, score]),
  });
  await ended(await world.owner.post<Job>(path("/models/leaving/score")));
  const later = await world.owner.get<ModelMonitor>(path("/models/leaving/monitor"));
  expect(later.checks).toHaveLength(3);
  const judged = later.checks.find(({ outcomes }) => outcomes !== null)?.outcomes;
  expect(judged?.n).toBeGreaterThan(50);
  expect(judged?.happened).toBeGreaterThan(0);
  const people = await world.owner.get<ModelPeople>(path("/models/leaving/people?min=0.5&limit=5"));
  expect(people.items).toHaveLength(5);
  expect(people.total).toBeGreaterThan(5);
  const [first] = people.items;
  expect(first?.score).toBeGreaterThan(people.items[4]?.score ?? 1);
  expect(first?.reasons.length).toBeGreaterThan(0);

  // The same score on request, as a person property, and in the explanation's sum.
  const one = await world.owner.post<PredictReply>(path("/models/leaving/predict"), {
    personIds: [first?.personId, "ghost"],
    explain: true,
  });
  expect(one.unknown).toEqual(["ghost"]);
  const [item] = one.items;
  expect(item?.score).toBeCloseTo(first?.score ?? 0, 9);
  expect(item?.base).toBeGreaterThan(0);
  // The row it was read from gives the same score when it is sent back: a what-if begins there.
  const again = await world.owner.post<PredictReply>(path("/models/leaving/predict"), {
    features: item?.features,
  });
  expect(again.items[0]?.score).toBeCloseTo(item?.score ?? 0, 9);
  const person = await world.owner.get<{ properties: Record<string, number>; eventCount: number }>(
    path(`/people/${first?.personId}`),
  );
  expect(person.properties.lepton_leaving_risk).toBeCloseTo(first?.score ?? 0, 3);
  // On the person's own page: the stored score, its place, and what happened to people like this on the test.
  const { items: told } = await world.owner.get<PersonPredictions>(
    path(`/people/${first?.personId}/predictions`),
  );
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ model: { id: model.id, stage: "published" }, percentile: 1 });
  expect(told[0]?.score).toBeCloseTo(first?.score ?? 0, 9);
  expect(told[0]?.scored).toBeGreaterThan(people.total);
  expect(told[0]?.observed?.value).toBeGreaterThan(model.data.outcomeMean);
  expect((await world.owner.request("GET", path("/people/ghost/predictions"))).statusCode).toBe(404);
  const question = {
    kind: "trends",
    range: { from: "-30d", to: null },
    series: [
      {
        event: "use",
        filter: {
          type: "group",
          op: "and",
          filters: [
            { type: "property", on: "person", key: "lepton_leaving_risk", operator: "gt", value: 0.5 },
          ],
        },
      },
    ],
  };
  const { result } = await world.owner.post<{ result: { series: { total: number }[] } }>(
    path("/query"),
    question,
  );
  expect(JSON.stringify(result)).not.toBe("{}");
  // Nobody did anything by being scored.
  const events = await world.owner.get<{ items: { event: string }[] }>(path("/schema/events"));
  expect(events.items.map(({ event }) => event).sort()).toEqual(["pay", "sign up", "use"]);

  // By name: a row of features, several, with their reasons.
  const features = { recency_days: 15, tenure_days: 60, events: 40, active_days: 40, gap_mean_days: 1.2 };
  const risky = await world.owner.post<PredictReply>(path("/models/leaving/predict"), {
    features,
    explain: true,
  });
  const calm = await world.owner.post<PredictReply>(path("/models/leaving/predict"), {
    features: [{ ...features, recency_days: 0.5 }, {}],
  });
  expect(calm.items).toHaveLength(2);
  expect(risky.items[0]?.score).toBeGreaterThan(calm.items[0]?.score ?? 1);
  const { markdown } = await world.owner.get<{ markdown: string }>(path("/models/leaving/card"));
  expect(markdown).toContain("recency alone");
  expect(markdown).toContain(model.data.hash);
  expect(await refused({ features: { recency: 1 } }, "/models/leaving/predict")).toMatchObject({
    code: "FEATURE_UNKNOWN",
    field: "features.recency",
  });
  expect(await refused({ features: [{ recency_days: "long" }] }, "/models/leaving/predict")).toMatchObject({
    code: "FEATURE_TYPE",
    field: "features.0.recency_days",
  });
}, 600_000);

test("who may what: viewers read and predict, editors train", async () => {
  const viewer = await world.member("viewer", world.project);
  expect((await viewer.request("GET", path("/models"))).statusCode).toBe(200);
  for (const url of ["/models", "/models/x/publish", "/models/x/score", "/models/x/retire", "/jobs/x/cancel"])
    expect((await viewer.request("POST", path(url), {})).statusCode).toBe(403);
});

test("a recipe that cannot work is refused at once, naming the field", async () => {
  expect(await refused({ recipe: { ...recipe, target: { kind: "event", event: "sing up" } } })).toMatchObject(
    {
      code: "RECIPE_EVENT_UNKNOWN",
      field: "target.event",
    },
  );
  expect(await refused({ recipe: { ...recipe, horizonDays: 100 } })).toMatchObject({
    code: "RECIPE_HISTORY_SHORT",
    field: "horizonDays",
  });
  expect(await refused({ recipe: { ...recipe, horizonDays: "soon" } })).toMatchObject({
    code: "REQUEST_INVALID",
  });
  expect(await refused({ recipe: "fame" })).toMatchObject({ code: "REQUEST_INVALID", field: "recipe" });
  expect((await world.owner.request("GET", path("/models/nobody"))).json()).toMatchObject({
    code: "MODEL_NOT_FOUND",
    status: 404,
  });
});

test("too few people and a constant outcome fail the job with the field, and leave no model", async () => {
  const few = { ...recipe, name: "few", population: { event: "use", minTimes: 60, withinDays: 5 } };
  expect(await ended(await train({ recipe: few }))).toMatchObject({
    status: "failed",
    problem: { code: "RECIPE_TOO_FEW_PEOPLE", field: "population" },
  });
  const always = { ...recipe, name: "always", target: { kind: "event", event: "sign up" } };
  expect(await ended(await train({ recipe: always }))).toMatchObject({
    status: "failed",
    problem: { code: "RECIPE_OUTCOME_CONSTANT", field: "target" },
  });
  const { items } = await world.owner.get<ModelList>(path("/models"));
  expect(items.map(({ name }) => name)).toEqual(["leaving"]);
}, 120_000);

async function atWork(): Promise<{ job: Job; pid: number }> {
  const job = await train({ recipe: { ...recipe, name: "stopped" }, budgetSeconds: 60 });
  for (;;) {
    const { status, step } = await world.owner.get<Job>(path(`/jobs/${job.id}`));
    const pid = world.app.learnPid();
    if (status === "running" && step === "train" && pid !== undefined) return { job, pid };
    if (status !== "queued" && status !== "running") throw new Error(`the job is ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a cancelled job ends at once, a killed process fails it cleanly; neither leaves half a model", async () => {
  const before = readdirSync(directory);
  const cancelled = await atWork();
  const waiting = await train({ recipe: { ...recipe, name: "waiting" } });
  expect(await world.owner.post<Job>(path(`/jobs/${waiting.id}/cancel`))).toMatchObject({
    status: "cancelled",
  });
  expect(await world.owner.post<Job>(path(`/jobs/${cancelled.job.id}/cancel`))).toMatchObject({
    status: "cancelled",
    result: null,
  });
  expect(isAlive(cancelled.pid)).toBe(false);

  const killed = await atWork();
  process.kill(killed.pid, "SIGKILL");
  expect(await ended(killed.job)).toMatchObject({
    status: "failed",
    result: null,
    problem: { code: "LEARN_PROCESS_ENDED" },
  });
  expect(readdirSync(directory)).toEqual(before);
  const { items } = await world.owner.get<ModelList>(path("/models"));
  expect(items.map(({ name }) => name)).toEqual(["leaving"]);
}, 120_000);

test("a removed model is gone with its file and its scores", async () => {
  const reply = await world.owner.request("DELETE", path("/models/leaving"));
  expect(reply.statusCode).toBe(200);
  expect(readdirSync(directory)).toEqual([]);
  expect(await world.warehouse.query("SELECT count() AS n FROM predictions")).toEqual([{ n: "0" }]);
  expect(
    (await world.owner.request("POST", path("/models/leaving/predict"), { features: {} })).statusCode,
  ).toBe(404);
});
