import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { golden } from "../golden.fixture.ts";
import { fitTfidf } from "../tfidf.ts";
import { orthonormalise, symmetricEigen, truncatedSvd } from "./svd.ts";

const rest = async () => {};

test("singular values equal scikit-learn's TruncatedSVD (ARPACK) of the same TF-IDF", async () => {
  const { x } = await fitTfidf(golden.texts, { words: 2 });
  const { singularValues } = await truncatedSvd(x, { rank: 4, seed: 1 });
  golden.singularValues.forEach((value, k) => {
    // X is float32.
    expect(singularValues[k]).toBeCloseTo(value, 6);
  });
});

test("directions are orthonormal, and the same for every seed", async () => {
  const { x } = await fitTfidf(golden.texts, { words: 2 });
  const [one, two] = [
    await truncatedSvd(x, { rank: 3, seed: 1 }),
    await truncatedSvd(x, { rank: 3, seed: 99 }),
  ];
  for (let k = 0; k < 3; k++)
    for (let l = 0; l < 3; l++) {
      let dot = 0;
      for (let j = 0; j < x.columns; j++)
        dot += (one.directions[3 * j + k] as number) * (one.directions[3 * j + l] as number);
      expect(dot).toBeCloseTo(k === l ? 1 : 0, 9);
    }
  one.directions.forEach((value, at) => {
    expect(two.directions[at]).toBeCloseTo(value, 6);
  });
});

test("eigenvalues and vectors of a symmetric matrix put it together again", async () => {
  const n = 6;
  const { normal } = random(3);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = normal();
  const { values, vectors } = await symmetricEigen(a, n, rest);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++)
        sum += (vectors[i * n + k] as number) * (values[k] as number) * (vectors[j * n + k] as number);
      expect(sum).toBeCloseTo(a[i * n + j] as number, 10);
    }
  expect([...values]).toEqual([...values].sort((x, y) => y - x));
});

test("a column that is a mixture of others becomes 0", async () => {
  const a = Float64Array.from([1, 2, 0, 1, 1, 0]); // [3, 2], independent
  const b = Float64Array.from([1, 2, 3, 6, 2, 4]); // [3, 2], the second twice the first
  await orthonormalise(a, 2, rest);
  await orthonormalise(b, 2, rest);
  expect(Math.hypot(a[1] as number, a[3] as number, a[5] as number)).toBeCloseTo(1, 12);
  expect([b[1], b[3], b[5]]).toEqual([0, 0, 0]);
});
