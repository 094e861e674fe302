import { expect, test } from "vitest";
import { boostedTrees, learningCurve, linearModel, search } from "../src/index.ts";
import { breastCancer, diabetes } from "./data.fixture.ts";

test("successive halving trains few sets on all rows and finds a penalty that does not crush the model", async () => {
  const { x, y } = diabetes();
  // 442 rows, 111 held out: 331 for training, a third of them, and 50 instead of a ninth, 37.
  const space = { penalty: { low: 0.01, high: 1e6, isLog: true } };
  const found = await search((parameters) => linearModel(parameters), space, x, y, { seed: 1, trials: 9 });
  expect(found.trials.map(({ rows }) => rows)).toEqual([...Array(9).fill(50), ...Array(3).fill(110), 331]);
  expect(found.best.rows).toBe(331);
  expect(found.best.parameters.penalty).toBeLessThan(1e4);
  expect(found.isCutShort).toBe(false);
  const again = await search((parameters) => linearModel(parameters), space, x, y, { seed: 1, trials: 9 });
  expect(again.best.value).toBe(found.best.value);
});

test("without time one trial is run and it is said to be cut short; an empty choice is refused", async () => {
  const { x, y } = diabetes();
  const make = (parameters: object) => linearModel(parameters);
  const found = await search(make, { penalty: [1, 10] }, x, y, { seed: 1, trials: 4, budgetSeconds: 0 });
  expect(found).toMatchObject({ isCutShort: true, trials: [{}] });
  await expect(search(make, { penalty: [] }, x, y, { seed: 1 })).rejects.toMatchObject({
    code: "LEARN_SPACE",
  });
});

test("a learning curve: more rows bring held-out AUC up, training stays above it", async () => {
  const { x, y } = breastCancer();
  const curve = await learningCurve(boostedTrees({ bags: 0, rounds: 30 }), x, y, {
    seed: 2,
    shares: [0.05, 1],
  });
  const [few, all] = curve;
  expect(curve.map(({ rows }) => rows)).toEqual([23, 455]);
  expect(all?.heldOut).toBeGreaterThan(few?.heldOut as number);
  expect(all?.training).toBeGreaterThanOrEqual(all?.heldOut as number);
});
