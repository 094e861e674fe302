import { random } from "@lepton/core";
import { expect, test } from "vitest";
import {
  boostedTrees,
  classTarget,
  findLeaks,
  leaderboard,
  linearModel,
  modelFromJSON,
  type Table,
  tableFrom,
  tableOf,
} from "../src/index.ts";
import { breastCancer, diabetes } from "./data.fixture.ts";

const quick = [linearModel({ penalty: 10 }), boostedTrees({ rounds: 40, bags: 1 })];
const withTarget = (x: Table, name: string, values: Float64Array | readonly string[]): Table =>
  tableOf([
    ...x.columns,
    values instanceof Float64Array ? { name, kind: "number", values } : { name, kind: "category", values },
  ]);

test("the best of breast cancer's models is published, with intervals, and predicts when loaded", async () => {
  const { x, y } = breastCancer();
  const table = withTarget(
    x,
    "benign",
    Array.from(y.labels, (label) => `${y.classes[label]}`),
  );
  const steps: number[] = [];
  const board = await leaderboard({
    table,
    target: "benign",
    seed: 1,
    estimators: quick,
    onProgress: ({ share }) => steps.push(share),
  });
  expect(board).toMatchObject({
    task: "classification",
    metric: "auc",
    trainingRows: 455,
    testRows: 114,
    leaks: [],
  });
  expect(board.isPublishable).toBe(true);
  expect(board.statement).toMatch(/is better than the naive baseline: auc 0\.9/);
  expect(board.rows.at(-1)).toMatchObject({ model: "naive baseline", isBaseline: true, gain: null });
  const best = board.rows[0]?.metrics.auc;
  expect(best?.value).toBeGreaterThan(0.97);
  expect(best?.low).toBeLessThan(best?.value as number);
  expect(steps.every((share, i) => i === 0 || share >= (steps[i - 1] as number) - 1e-9)).toBe(true);
  const loaded = modelFromJSON(JSON.parse(JSON.stringify(board.best.fitted)));
  expect(loaded.task === "classification" && (await loaded.predict(x)).length).toBe(569);
});

test("noise is not published: no better than the naive baseline", async () => {
  const { next, normal } = random(9);
  const table = tableFrom(
    Array.from({ length: 300 }, () => ({ a: normal(), b: normal(), outcome: next() < 0.4 ? "yes" : "no" })),
  );
  const board = await leaderboard({ table, target: "outcome", seed: 2, estimators: quick });
  expect(board.isPublishable).toBe(false);
  expect(board.statement).toMatch(/^No better than the naive baseline, so it is not published/);
});

test("a model must beat a further baseline on one column where that tells all there is", async () => {
  const { normal } = random(3);
  const table = tableFrom(
    Array.from({ length: 400 }, () => {
      const recency = normal();
      return { recency, noise: normal(), spend: 2 * recency + normal() };
    }),
  );
  const board = await leaderboard({
    table,
    target: "spend",
    seed: 2,
    estimators: [boostedTrees({ rounds: 40, bags: 1 })],
    baselines: [{ name: "recency alone", columns: ["recency"] }],
  });
  expect(board.statement).toMatch(/^No better than the recency alone/);
});

test("a regression in time: later rows judge, and what is dated later is left out", async () => {
  const { x, y } = diabetes();
  const day = Float64Array.from({ length: x.rows }, (_, i) => i * 86_400_000);
  const table = tableOf([
    ...withTarget(x, "progression", y.values).columns,
    { name: "at", kind: "date", values: day },
    { name: "closed", kind: "date", values: day.map((at, i) => at + (i % 3) * 86_400_000) },
  ]);
  const board = await leaderboard({ table, target: "progression", time: "at", seed: 1, estimators: quick });
  expect(board.leaks).toMatchObject([{ column: "closed", reason: "laterThanItsRow" }]);
  expect(board.metric).toBe("rmse");
  expect(board.isPublishable).toBe(true);
});

test("no time left names what was skipped and still has the baseline", async () => {
  const { x, y } = diabetes();
  const table = withTarget(x, "progression", y.values);
  const board = await leaderboard({ table, target: "progression", seed: 1, budgetSeconds: 0 });
  expect(board.skipped.map(({ model }) => model)).toEqual([
    "linear model",
    "boosted trees",
    "neural network",
  ]);
  expect(board.rows.map(({ model }) => model)).toEqual(["naive baseline"]);
  expect(board.isPublishable).toBe(false);
});

test("leaks are named: a copy of the target, given only with one outcome, flags, ids; honest columns are not", async () => {
  const { next, normal } = random(7);
  const rows = Array.from({ length: 600 }, (_, i) => {
    const churned = next() < 0.2;
    const kind = Math.floor(next() * 3);
    return {
      customer_id: `c${i}`,
      honest: normal() + (churned ? 1 : 0),
      copy: churned ? 1 + next() : next() - 1,
      cancel_reason: churned ? ["price", "bug"][Math.floor(next() * 2)] : null,
      AF: churned && kind === 0 ? 1 : 0,
      BF: churned && kind === 1 ? 1 : 0,
      CF: next() < 0.01 ? 1 : 0,
      constant: "x",
      churned,
    };
  });
  const y = classTarget(rows.map(({ churned }) => churned));
  const found = await findLeaks(tableFrom(rows.map(({ churned: _, ...features }) => features)), y, {
    seed: 1,
  });
  expect(Object.fromEntries(found.map(({ column, reason }) => [column, reason]))).toEqual({
    customer_id: "id",
    copy: "tellsTheTarget",
    cancel_reason: "impliesAClass",
    AF: "impliesAClass",
    BF: "impliesAClass",
    CF: "besideLeaks",
    constant: "constant",
  });
});

test("targets that nothing can be learnt of are named with what to do", async () => {
  const rows = (values: (string | null)[]) => tableFrom({ a: values.map((_, i) => i % 7), y: values });
  const board = (values: (string | null)[]) => leaderboard({ table: rows(values), target: "y", seed: 1 });
  const many = (value: string | null) => Array<string | null>(40).fill(value);
  await expect(board(many("yes"))).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The target y is the same in every row, so there is nothing to learn. Received: yes in all 40 rows. Give rows with other outcomes too: check the population, the cut-off date and the label.]`,
  );
  await expect(board(many(null))).rejects.toMatchObject({ code: "LEARN_TARGET_MISSING" });
  await expect(board(["yes", "no", "yes", "no", "yes"])).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Too few rows have a known y for a model that could be judged. Received: 5 rows. Give 30 at least; some hundreds are better.]`,
  );
  await expect(board([...many("no"), "yes"])).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A class of y is too rare to be both learnt and judged. Received: yes in 1 of 41 rows. Give 5 rows of every class at least, put rare classes together, or leave them out.]`,
  );
  await expect(leaderboard({ table: rows(many("a")), target: "z", seed: 1 })).rejects.toMatchObject({
    code: "LEARN_COLUMN_UNKNOWN",
  });
});
