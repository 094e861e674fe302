import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { balancedWeights, classTarget, thresholdByCost } from "../src/index.ts";
import { applyMap, isotonicMap, plattMap } from "../src/tabular/calibrationMap.ts";
import { golden } from "./data.fixture.ts";

const p = Float64Array.from(golden.probability);
const truth = Uint8Array.from(golden.truth);

test("isotonic regression equals scikit-learn's between and at its points", () => {
  const map = isotonicMap(p, truth);
  golden.grid.forEach((at, i) => {
    expect(applyMap(map, at)).toBeCloseTo(golden.isotonic[i] as number, 10);
  });
});

test("Platt's sigmoid equals scikit-learn's", () => {
  const map = plattMap(p, truth);
  p.forEach((at, i) => {
    expect(applyMap(map, at)).toBeCloseTo(golden.platt[i] as number, 4); // its optimiser stops at 1e-5
  });
});

test("the threshold of least cost is Elkan's where probabilities are true", () => {
  const { next } = random(5);
  const said = Array.from({ length: 20_000 }, next);
  const came = said.map((value) => Number(next() < value));
  const { threshold, cost, costOfAll, costOfNone } = thresholdByCost(came, said, {
    falsePositive: 1,
    falseNegative: 4,
  });
  expect(Math.abs(threshold - 0.2)).toBeLessThan(0.05); // 1 / (1 + 4)
  expect(cost).toBeLessThan(Math.min(costOfAll, costOfNone));
  expect(() => thresholdByCost([1], [0.5], { falsePositive: 0, falseNegative: 1 })).toThrowError(
    expect.objectContaining({ code: "LEARN_COSTS" }),
  );
});

test("balanced weights let every class weigh alike", () => {
  const y = classTarget(["a", "a", "a", "b"]);
  expect(Array.from(balancedWeights(y))).toEqual([4 / 6, 4 / 6, 4 / 6, 2]);
});
