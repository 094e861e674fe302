import fc from "fast-check";
import { expect, test } from "vitest";
import { classTarget, regressionTarget } from "../tabular/target.ts";
import { foldsOf, holdOut } from "./splits.ts";

const labels = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 12, maxLength: 80 });
const seeds = fc.integer({ min: 0, max: 1e6 });

test("every row is held out once, never on both sides, and each class evenly", () => {
  fc.assert(
    fc.property(labels, fc.integer({ min: 2, max: 6 }), seeds, (values, folds, seed) => {
      const y = classTarget(values);
      const splits = foldsOf(y, folds, { seed });
      const held = splits.flatMap(({ heldOut }) => Array.from(heldOut));
      expect(held.sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
      for (const { training, heldOut } of splits) {
        expect(training.length + heldOut.length).toBe(values.length);
        expect(Array.from(heldOut).some((row) => training.includes(row))).toBe(false);
        y.classes.forEach((_, c) => {
          const all = y.labels.filter((label) => label === c).length;
          const here = heldOut.filter((row) => y.labels[row] === c).length;
          expect(Math.abs(here - all / folds)).toBeLessThanOrEqual(1);
        });
      }
    }),
  );
});

test("a group is never on both sides, in folds and in a part held out", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 30, maxLength: 90 }),
      seeds,
      (groups, seed) => {
        fc.pre(new Set(groups).size >= 4);
        const y = regressionTarget(groups);
        for (const { training, heldOut } of [
          ...foldsOf(y, 3, { seed, groups }),
          holdOut(y, 0.3, { seed, groups }),
        ]) {
          const inTraining = new Set(Array.from(training, (row) => groups[row]));
          expect(Array.from(heldOut).some((row) => inTraining.has(groups[row]))).toBe(false);
        }
      },
    ),
  );
});

test("with times, all training rows lie before those held out, in rolling folds too", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 20, maxLength: 80 }), seeds, (times, seed) => {
      const y = regressionTarget(times);
      const splits = foldsOf(y, 4, { seed, times });
      for (const { training, heldOut } of [...splits, holdOut(y, 0.2, { seed, times })])
        expect(Math.max(...Array.from(training, (row) => times[row] as number))).toBeLessThan(
          Math.min(...Array.from(heldOut, (row) => times[row] as number)),
        );
      splits.slice(1).forEach(({ training }, f) => {
        expect(training.length).toBeGreaterThan(splits[f]?.training.length as number);
      });
    }),
  );
});

test("too few rows for the folds, and rows without a time, are named", () => {
  expect(() => foldsOf(regressionTarget([1, 2, 3]), 5, { seed: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The number of folds must be at least 2, and there must be that many rows or groups. Received: 5 folds for 3 rows. Give fewer folds, or more data.]`,
  );
  expect(() => holdOut(regressionTarget([1, 2]), 0.5, { seed: 1, times: [Number.NaN, 1] })).toThrowError(
    expect.objectContaining({ code: "LEARN_TIME_MISSING" }),
  );
});
