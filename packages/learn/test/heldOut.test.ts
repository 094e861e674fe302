import { linear } from "@lepton/nn";
import { expect, test } from "vitest";
import { boostedTrees, crossValidate, linearModel, meanBaseline, tabularNetwork } from "../src/index.ts";
import { designOf, designRecipe } from "../src/tabular/design.ts";
import { frameOf, frameRecipe } from "../src/tabular/frame.ts";
import { penalised } from "../src/tabular/glm.ts";
import { pace } from "../src/tabular/pace.ts";
import { breastCancer, diabetes, fifths, golden, iris } from "./data.fixture.ts";

const judged = { seed: 3, against: meanBaseline() };

test("boosted trees on held-out fifths are as good as scikit-learn's histogram boosting or better", async () => {
  const cancer = breastCancer();
  const auc = await crossValidate(boostedTrees({ bags: 2 }), cancer.x, cancer.y, {
    ...judged,
    folds: fifths(569),
  });
  // Half a point of AUC and of RMSE is well within what the seed changes.
  expect(auc.scores.mean.value).toBeGreaterThan(golden.breastCancerAuc - 0.005);
  expect(auc.gain?.low).toBeGreaterThan(0.3);
  const sick = diabetes();
  const rmse = await crossValidate(boostedTrees({ bags: 2 }), sick.x, sick.y, {
    ...judged,
    folds: fifths(442),
  });
  expect(rmse.scores.mean.value).toBeLessThan(golden.diabetesRmse + 0.5);
  expect(rmse.gain?.low).toBeGreaterThan(0);
});

test("linear model and network beat the baseline on held-out rows of three classes and of a value", async () => {
  const flowers = iris();
  const options = { seed: 3, folds: 3, metric: "accuracy" } as const;
  for (const model of [linearModel(), tabularNetwork({ bags: 1, epochs: 40, worker: false })]) {
    const { scores } = await crossValidate(model, flowers.x, flowers.y, options);
    expect(scores.mean.value).toBeGreaterThan(0.9);
  }
  const sick = diabetes();
  const ridge = await crossValidate(linearModel(), sick.x, sick.y, judged);
  expect(ridge.scores.mean.value).toBeLessThan(57); // scikit-learn's RidgeCV: about 54.7 on random fifths
});

test("penalised regressions equal nn's on the same standardised columns", async () => {
  const cancer = breastCancer();
  const frame = frameOf(cancer.x, frameRecipe(cancer.x).recipe);
  const rows = designOf(frame, designRecipe(frame));
  const dense = Array.from({ length: rows.rows }, (_, i) =>
    Array.from(rows.value.subarray(rows.start[i], rows.start[i + 1])),
  );
  const logistic = linear.logisticRegression({ penalty: 10 }).fit(dense, cancer.y.labels);
  const ours = await penalised(rows, cancer.y, null, 10, pace());
  near(ours.betas[0], logistic.coefficients);
  expect(ours.intercepts[0]).toBeCloseTo(logistic.intercept, 3);
  const values = Float64Array.from(cancer.y.labels);
  const ridge = linear.ridge({ penalty: 5 }).fit(dense, values);
  near((await penalised(rows, { task: "regression", values }, null, 5, pace())).betas[0], ridge.coefficients);
});

test("three classes at once equal nn's multinomial regression", async () => {
  const { x, y } = iris();
  const frame = frameOf(x, frameRecipe(x).recipe);
  const rows = designOf(frame, designRecipe(frame));
  const dense = Array.from({ length: rows.rows }, (_, i) =>
    Array.from(rows.value.subarray(rows.start[i], rows.start[i + 1])),
  );
  const theirs = linear.multinomialRegression({ penalty: 1 }).fit(dense, y.labels);
  const ours = await penalised(rows, y, null, 1, pace());
  near(Float64Array.from(ours.betas.flatMap((beta) => Array.from(beta))), theirs.coefficients);
});

/** Steps end at 1e-6. */
function near(ours: Float64Array | undefined, theirs: Float64Array): void {
  expect(ours?.length).toBe(theirs.length);
  ours?.forEach((value, j) => {
    expect(value).toBeCloseTo(theirs[j] as number, 3);
  });
}
