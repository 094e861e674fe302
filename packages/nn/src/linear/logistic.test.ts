import fc from "fast-check";
import { expect, test } from "vitest";
import { logLoss } from "../metrics/probability.ts";
import { agree, golden } from "../testing/golden.ts";
import { type LogisticOptions, type LogisticRegression, logisticRegression } from "./logisticRegression.ts";
import { multinomialRegression } from "./multinomialRegression.ts";
import { linearModelFromJSON } from "./saved.ts";

const { number, list } = golden("linear"); // scikit-learn 1.2.1; unpenalised fits in long double
const x = { data: list("cancer/x"), shape: [569, 5] };
const y = list("cancer/y");
const weights = list("cancer/weights");
const names = list("cancer/names") as unknown as string[];
const all = ({ intercept, coefficients }: LogisticRegression) => [intercept, ...coefficients];

test.each([
  ["none", {}, null],
  ["noneWeighted", {}, weights],
  ["noneWithoutIntercept", { intercept: false }, null],
] as [string, LogisticOptions, number[] | null][])(
  "maximum likelihood, %s: coefficients, standard errors, z, p agree with long double arithmetic",
  (kind, options, w) => {
    const fit = logisticRegression({ norm: "none", names, ...options }).fit(x, y, { weights: w });
    const table = fit.table ?? [];
    const at = (name: string) => list(`cancer/${kind}/${name}`);
    agree(
      table.map((c) => c.value),
      at("coefficients"),
      10,
    );
    agree(
      table.map((c) => c.standardError),
      at("standardErrors"),
      10,
    );
    agree(
      table.map((c) => c.z),
      at("z"),
      9,
    );
    agree(
      table.map((c) => c.p),
      at("p"),
      10,
    );
    agree([fit.logLikelihood], [number(`cancer/${kind}/logLikelihood`)], 11);
    expect(table.at(-1)?.name).toBe(names.at(-1));
    for (const { value, low, high, standardError } of table) {
      expect(high - value).toBeCloseTo(1.959963985 * standardError, 8);
      expect(value - low).toBeCloseTo(1.959963985 * standardError, 8);
    }
  },
);

test("R's glm(am ~ wt, binomial, mtcars): 12.040 (4.510), −4.024 (1.436), deviances 43.230 and 19.176", () => {
  // Henderson & Velleman 1981, Biometrics 37:391–411; summary(glm) printed to 3 digits, with
  // standard errors one Newton step before the end: 1.436 where the limit is 1.43653.
  const wt = [
    2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345,
    2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
  ];
  const am = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
  const fit = logisticRegression({ norm: "none" }).fit(wt, am);
  const printed = [
    [12.04, 4.51, 2.67, 0.00759],
    [-4.024, 1.436, -2.801, 0.00509],
  ];
  fit.table?.forEach((c, j) => {
    [c.value, c.standardError, c.z, c.p].forEach((figure, at) => {
      expect(Math.abs(figure - (printed[j]?.[at] ?? 0))).toBeLessThan(at === 3 ? 5e-6 : 1e-3);
    });
  });
  expect((-2 * fit.nullLogLikelihood).toFixed(3)).toBe("43.230");
  expect((-2 * fit.logLikelihood).toFixed(3)).toBe("19.176");
});

test("L2 agrees with scikit-learn at penalty 1/C, with weights and balanced classes", () => {
  for (const C of [0.01, 1, 100])
    agree(all(logisticRegression({ penalty: 1 / C }).fit(x, y)), list(`cancer/l2/${C}`), 7);
  agree(all(logisticRegression({ penalty: 2 }).fit(x, y, { weights })), list("cancer/l2Weighted"), 7);
  agree(
    all(logisticRegression({ penalty: 2, classWeights: "balanced" }).fit(x, y)),
    list("cancer/l2Balanced"),
    7,
  );
  const n = [y.filter((v) => v === 0).length, y.filter((v) => v === 1).length];
  agree(
    all(logisticRegression({ penalty: 2, classWeights: n.map((k) => 569 / 2 / k) }).fit(x, y)),
    list("cancer/l2Balanced"),
    7,
  );
  expect(logisticRegression().fit(x, y).table).toBeNull();
});

test("L1 agrees with scikit-learn's saga at penalty 1/C, zeros exactly", () => {
  for (const C of [0.02, 0.1, 1]) {
    const expected = list(`cancer/l1/${C}`);
    const model = logisticRegression({ norm: "l1", penalty: 1 / C }).fit(x, y);
    agree(all(model), expected, 6);
    expect(all(model).map((v) => v === 0)).toEqual(expected.map((v) => v === 0));
  }
});

test("sigmoid(1.6) and sigmoid(0.6) are 0.832 and 0.646", () => {
  const model = linearModelFromJSON({
    kind: "logisticRegression",
    coefficients: [1],
    intercept: 0.6,
    table: null,
    logLikelihood: -1,
    nullLogLikelihood: -2,
    iterations: 1,
  });
  if (model.kind !== "logisticRegression") throw new Error(model.kind);
  expect(Array.from(model.predictProbability([1, 0]), (p) => p.toFixed(3))).toEqual(["0.832", "0.646"]);
});

test("separated classes are named, and a penalty answers", () => {
  const rows = [
    [1, 5],
    [2, 3],
    [3, 4],
    [10, 5],
    [11, 3],
    [12, 4],
  ];
  const target = [0, 0, 0, 1, 1, 1];
  const unpenalised = logisticRegression({ norm: "none", names: ["size", "noise"] });
  expect(() => unpenalised.fit(rows, target)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The features tell some rows' classes apart without error, so the likelihood has no maximum and no finite coefficients. Received: separated by size. Take a penalty (norm "l2"), join rare categories, or leave the feature out.]`,
  );
  expect(logisticRegression().fit(rows, target).predict(rows)).toEqual(Int32Array.from(target));
});

test("quasi-complete separation is named too: nobody with the badge ever left", () => {
  // badge = 1 only ever with class 1; without it both classes occur at every age.
  const rows = [
    [1, 3],
    [1, 7],
    [1, 5],
    [0, 3],
    [0, 7],
    [0, 5],
    [0, 4],
    [0, 6],
    [0, 5],
    [0, 3],
  ];
  const target = [1, 1, 1, 0, 1, 0, 1, 0, 1, 1];
  const unpenalised = logisticRegression({ norm: "none", names: ["badge", "age"] });
  expect(() => unpenalised.fit(rows, target)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The features tell some rows' classes apart without error, so the likelihood has no maximum and no finite coefficients. Received: separated by badge. Take a penalty (norm "l2"), join rare categories, or leave the feature out.]`,
  );
});

test("overlapping classes are never called separated", () => {
  const row = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.nat(1));
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 40 }), (cases) => {
      // Every row also with the other class: no direction can separate.
      const rows = [...cases, ...cases].map(([a, b]) => [a, b]);
      const target = [...cases.map((c) => c[2]), ...cases.map((c) => 1 - c[2])];
      try {
        const fit = logisticRegression({ norm: "none" }).fit(rows, target);
        agree(all(fit), [0, 0, 0], 8);
      } catch (error) {
        expect(String(error)).toMatch(/constant or a combination/);
      }
    }),
    { numRuns: 50 },
  );
});

const iris = { data: list("iris/x"), shape: [150, 4] };
const species = list("iris/y");
test("softmax regression agrees with scikit-learn at penalty 1/C", () => {
  const check = (
    name: string,
    options: Parameters<typeof multinomialRegression>[0],
    { w, from = 0 }: { w?: number[]; from?: number } = {},
  ) => {
    const used = { data: iris.data.slice(4 * from), shape: [150 - from, 4] };
    const fit = multinomialRegression(options).fit(used, species.slice(from), { weights: w });
    agree([...fit.coefficients], list(`iris/${name}/coefficients`), 6);
    const intercepts = list(`iris/${name}/intercepts`);
    const center = intercepts.reduce((a, b) => a + b, 0) / 3;
    agree(
      [...fit.intercepts],
      intercepts.map((a) => a - center),
      6,
    );
    const rows = [0, 60, 70, 110].map((i) => used.data.slice(4 * i, 4 * i + 4));
    agree([...fit.predictProbability(rows).data], list(`iris/${name}/probability`), 6);
    expect(fit.coefficients.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 8);
    return fit;
  };
  const fit = check("1", { penalty: 1 });
  check("100", { penalty: 0.01 });
  check("weighted", { penalty: 2 }, { w: list("iris/weights") });
  check("balanced", { penalty: 2, classWeights: "balanced" }, { from: 30 });
  check("withoutIntercept", { penalty: 1, intercept: false });
  expect(fit.logLikelihood).toBeCloseTo(-150 * logLoss(species, fit.predictProbability(iris)), 3);
  expect([...fit.predict(iris)].filter((label, i) => label === species[i]).length).toBe(146); // sklearn: 0.9733
});

test("softmax of two classes is logistic regression at half the penalty's strength", () => {
  // β₁ = −β₀ = β/2, so λ(‖β₀‖² + ‖β₁‖²)/2 = (λ/2)‖β‖²/2.
  const two = multinomialRegression({ penalty: 2 }).fit(x, y);
  const one = logisticRegression({ penalty: 1 }).fit(x, y);
  agree(
    [...two.coefficients.slice(5)].map((b) => 2 * b),
    [...one.coefficients],
    7,
  );
  agree([2 * (two.intercepts[1] ?? 0)], [one.intercept], 7);
});

test("saved and loaded they predict alike", () => {
  const binary = logisticRegression({ norm: "none" }).fit(x, y);
  const loaded = linearModelFromJSON(JSON.parse(JSON.stringify(binary)));
  if (loaded.kind !== "logisticRegression") throw new Error(loaded.kind);
  expect(loaded.predictProbability(x)).toEqual(binary.predictProbability(x));
  expect(loaded.table).toEqual(binary.table);
  const several = multinomialRegression().fit(iris, species);
  const again = linearModelFromJSON(JSON.parse(JSON.stringify(several)));
  if (again.kind !== "multinomialRegression") throw new Error(again.kind);
  expect(again.predictProbability(iris)).toEqual(several.predictProbability(iris));
});

test("bad input is named", () => {
  expect(() => logisticRegression().fit([1, 2], [0, 2])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A label of the y is not one of the 2 classes. Received: 2 in row 1. Give whole numbers from 0 to 1.]`,
  );
  expect(() => logisticRegression().fit([1, 2], [1, 1])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A class has no rows to learn from. Received: class 0 of 0 … 1. Give rows of every class, or number only the classes that occur.]`,
  );
  expect(() => logisticRegression({ penalty: 0 })).toThrowError(/penalty must be/);
  expect(() =>
    logisticRegression({ classWeights: [1] }).fit([1, 2], [1, 0]),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Class weights are one positive number per class, 2 in all. Received: [1]. Give them in the order of the class numbers, or "balanced".]`,
  );
  expect(() =>
    logisticRegression({ norm: "none", names: ["a", "b"] }).fit(
      [
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ],
      [0, 1, 0, 1],
    ),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A feature is constant or a combination of the others, so its effect cannot be told apart. Received: b. Leave the named features out, or take a penalty.]`,
  );
  expect(() =>
    multinomialRegression({ classes: 3 }).fit([1, 2, 3], [0, 1, 1]),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A class has no rows to learn from. Received: class 2 of 0 … 2. Give rows of every class, or number only the classes that occur.]`,
  );
});
