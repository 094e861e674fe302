import fc from "fast-check";
import { expect, test } from "vitest";
import { float32, int32, ndArray } from "../array/ndArray.ts";
import { checkLabels } from "./checkLabels.ts";
import { lossFrom } from "./index.ts";

test("whole numbers from 0 to classes − 1 pass, in any type", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(), { maxLength: 40 }), (classes, raw) => {
      const labels = raw.map((label) => label % classes);
      checkLabels(int32(labels), classes);
      checkLabels(float32(labels), classes);
      checkLabels(ndArray(BigInt64Array.from(labels, BigInt), [labels.length], "int64"), classes);
    }),
  );
});

test.each([3, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
  "%d among three classes is outside, wherever it stands",
  (bad) => {
    fc.assert(
      fc.property(fc.nat(9), (row) => {
        const labels = Array.from({ length: 10 }, (_, i) => (i === row ? bad : i % 3));
        expect(() => checkLabels(float32(labels), 3)).toThrow(`${bad} in row ${row}.`);
      }),
    );
  },
);

test("the error names value, row and classes; rows are counted along the first axis", () => {
  const loss = lossFrom("sparseCategoricalCrossentropy");
  const truth = int32([0, 1, 2, 0, 7, 1], [3, 2]);
  expect(() => loss.check?.(truth, ["batch", 2, 3])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A label lies outside the 3 classes of the model (0 to 2). Received: 7 in row 2. Number the classes from 0, or give the last layer a unit for every class.]`,
  );
});

test("the class that is ignored may lie outside", () => {
  const loss = lossFrom({ name: "sparseCategoricalCrossentropy", config: { ignoreClass: -1 } });
  loss.check?.(int32([0, -1, 2]), ["batch", 3]);
  expect(() => loss.check?.(int32([0, -2, 2]), ["batch", 3])).toThrow("-2 in row 1");
});
