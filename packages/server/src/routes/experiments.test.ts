import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  CreateExperimentRequest,
  Experiment,
  ExperimentPlanReply,
  ExperimentResultsReply,
  PublicExperiments,
} from "../contract/experiment.ts";
import { openWorld, type World } from "../testing/world.ts";

let world: World;
let base: string;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  base = `/api/projects/${world.project}/experiments`;
  token = (await world.meta.keys.create(world.project, { kind: "write", name: "page" })).secret;
});
afterAll(() => world.close());

const checkout: CreateExperimentRequest = {
  name: "Shorter checkout",
  key: "checkout",
  variants: [
    { key: "control", weight: 1 },
    { key: "short", weight: 1 },
  ],
  metrics: [{ id: "buys", name: "Buys", kind: "conversion", event: "buy" }],
};
const listed = async (id?: string): Promise<PublicExperiments> =>
  (
    await world.nobody.request(
      "GET",
      `/api/experiments/?token=${token}${id === undefined ? "" : `&distinct_id=${id}`}`,
    )
  ).json();
const patch = (id: string, body: unknown) => world.owner.request("PATCH", `${base}/${id}`, body);

test("a draft is nobody's; started, trackers see it; stopped, no more; and it never starts again", async () => {
  const made = await world.owner.post<Experiment>(base, checkout);
  expect(made).toMatchObject({ status: "draft", startedAt: null, plannedPeople: 10_000, level: 0.95 });
  expect(await listed()).toEqual({ experiments: [], targeted: false });
  expect((await patch(made.id, { status: "stopped" })).json().code).toBe("EXPERIMENT_STATUS");
  expect((await patch(made.id, { status: "running" })).json().startedAt).not.toBeNull();
  expect(await listed()).toEqual({
    experiments: [{ key: "checkout", variants: checkout.variants }],
    targeted: false,
  });
  const fixed = await patch(made.id, { metrics: [{ ...checkout.metrics[0], event: "other" }] });
  expect([fixed.statusCode, fixed.json().code]).toEqual([409, "EXPERIMENT_FIXED"]);
  expect((await patch(made.id, { name: "Short checkout", hypothesis: "Fewer fields" })).statusCode).toBe(200);
  const again = await world.owner.request("POST", base, checkout);
  expect([again.statusCode, again.json().code]).toEqual([409, "EXPERIMENT_KEY_TAKEN"]);
  await world.write([
    {
      event: "$experiment_exposure",
      distinctId: "a",
      properties: { $experiment: "checkout", $variant: "short" },
    },
  ]);
  const results = await world.owner.get<ExperimentResultsReply>(`${base}/${made.id}/results`);
  expect(results.exposed.map(({ people }) => people)).toEqual([0, 1]);
  expect(results.metrics[0]?.waiting).toBe(1);
  expect((await patch(made.id, { status: "stopped" })).json().stoppedAt).not.toBeNull();
  expect((await patch(made.id, { status: "running" })).json().code).toBe("EXPERIMENT_STATUS");
  expect(await listed()).toEqual({ experiments: [], targeted: false });
});

test("for some people only: who asks with an id of theirs is in, whoever else is not", async () => {
  await world.write([
    { event: "look", distinctId: "ann", set: { plan: "pro" } },
    { event: "look", distinctId: "bob", set: { plan: "free" } },
  ]);
  const made = await world.owner.post<Experiment>(base, {
    ...checkout,
    key: "pro-only",
    who: {
      type: "group",
      op: "and",
      filters: [{ type: "property", on: "person", key: "plan", operator: "is", value: "pro" }],
    },
  });
  await patch(made.id, { status: "running" });
  expect(await listed()).toEqual({ experiments: [], targeted: true });
  expect((await listed("ann")).experiments.map(({ key }) => key)).toEqual(["pro-only"]);
  expect((await listed("bob")).experiments).toEqual([]);
  expect((await world.nobody.request("GET", "/api/experiments?token=nope")).json()).toEqual({
    experiments: [],
    targeted: false,
  });
});

test.each([
  ["one variant", { variants: [{ key: "control", weight: 1 }] }],
  ["two alike", { variants: [checkout.variants[0], checkout.variants[0]] }],
  ["no primary metric", { metrics: [{ ...checkout.metrics[0], role: "guardrail" }] }],
  ["a sum of nothing", { metrics: [{ ...checkout.metrics[0], kind: "sum" }] }],
  ["a key with spaces", { key: "my test" }],
])("%s is refused", async (_, change) => {
  const refused = await world.owner.request("POST", base, { ...checkout, key: "other", ...change });
  expect([refused.statusCode, refused.json().code]).toEqual([400, "REQUEST_INVALID"]);
});

test("a plan is made from history, or says how much is missing", async () => {
  const plan = await world.owner.post<ExperimentPlanReply>(`${base}/plan`, {
    variants: checkout.variants,
    metric: checkout.metrics[0],
  });
  expect(plan).toMatchObject({ kind: "notEnough", need: 50 });
});
