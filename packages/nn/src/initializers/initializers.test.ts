import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fans, type Initializer, initializerSchema, initialValues } from "./index.ts";

const fans: Fans = { fanIn: 300, fanOut: 100 };
const shape = [300, 100];
const n = 30_000;
const values = (initializer: Initializer, seed = 1) => initialValues(initializer, shape, fans, seed);

function moments(data: Float32Array) {
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  const central = (k: number) => data.reduce((sum, x) => sum + (x - mean) ** k, 0) / data.length;
  const variance = central(2);
  return { mean, variance, kurtosis: central(4) / variance ** 2, most: Math.max(...data.map(Math.abs)) };
}

// Kurtosis of the normal cut at ±2, from its density: with φ(2) and Φ(2), variance 0.7737, fourth moment 1.4160.
const cutKurtosis = 2.3656;
const cut = 2 / 0.8796256610342398;
const uniform = { kurtosis: 9 / 5, most: Math.sqrt(3) };
const truncated = { kurtosis: cutKurtosis, most: cut };
const normal = { kurtosis: 3, most: Number.POSITIVE_INFINITY };

/** [initializer, variance, kurtosis, largest value in standard deviations]: Keras' formulae. */
type Row = [Initializer, number, { kurtosis: number; most: number }];
const scaled = (options: object): Initializer => ({ name: "varianceScaling", ...options });
const table: Row[] = [
  ["glorotUniform", 2 / 400, uniform],
  ["glorotNormal", 2 / 400, truncated],
  ["heUniform", 2 / 300, uniform],
  ["heNormal", 2 / 300, truncated],
  ["lecunUniform", 1 / 300, uniform],
  ["lecunNormal", 1 / 300, truncated],
  ["randomUniform", 0.1 ** 2 / 12, uniform],
  ["randomNormal", 0.05 ** 2, normal],
  // Keras cuts this one without widening it.
  ["truncatedNormal", 0.05 ** 2 * 0.8796256610342398 ** 2, truncated],
  [scaled({ scale: 3, mode: "fanOut", distribution: "uniform" }), 3 / 100, uniform],
  [scaled({ scale: 3, mode: "fanAvg", distribution: "untruncatedNormal" }), 3 / 200, normal],
];

describe("mean, variance, kurtosis and limits are those of the formula, within five standard errors", () => {
  test.each(table)("%j", (initializer, variance, { kurtosis, most }) => {
    const got = moments(values(initializer));
    expect(Math.abs(got.mean)).toBeLessThan(5 * Math.sqrt(variance / n));
    // Of a sample variance: √((κ − 1)/n).
    expect(Math.abs(got.variance / variance - 1)).toBeLessThan(5 * Math.sqrt((kurtosis - 1) / n));
    // Of a sample kurtosis: √(24/n) for the normal, less for what is cut.
    expect(Math.abs(got.kurtosis - kurtosis)).toBeLessThan(5 * Math.sqrt(24 / n));
    const limit = most * Math.sqrt(variance);
    expect(got.most).toBeLessThanOrEqual(limit * (1 + 1e-6));
    if (Number.isFinite(most)) expect(got.most).toBeGreaterThan(limit * 0.999);
  });
});

test("options move and scale", () => {
  const near = (got: number, want: number, error: number) => expect(Math.abs(got - want)).toBeLessThan(error);
  const shifted = moments(values({ name: "randomNormal", mean: 3, stddev: 2 }));
  near(shifted.mean, 3, (5 * 2) / Math.sqrt(n));
  const between = values({ name: "randomUniform", minval: 2, maxval: 4 });
  expect(Math.min(...between)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...between)).toBeLessThanOrEqual(4);
  expect(new Set(values({ name: "constant", value: 0.5 }))).toEqual(new Set([0.5]));
  expect(new Set(values("zeros"))).toEqual(new Set([0]));
  expect(new Set(values("ones"))).toEqual(new Set([1]));
});

test("the same seed gives the same numbers, another gives others, neighbouring values hang together with none", () => {
  for (const initializer of ["glorotUniform", "heNormal", "orthogonal"] as const) {
    expect(values(initializer, 7)).toEqual(values(initializer, 7));
    expect(values(initializer, 7)).not.toEqual(values(initializer, 8));
  }
  const data = values("glorotNormal");
  const { variance } = moments(data);
  const next = data.reduce((sum, x, i) => sum + x * (data[i + 1] ?? 0), 0) / n / variance;
  expect(Math.abs(next)).toBeLessThan(5 / Math.sqrt(n));
});

test("the first numbers of neighbouring seeds are unrelated, of great seeds too", () => {
  for (const from of [0, 2 ** 40]) {
    const first = Array.from(
      { length: 2000 },
      (_, i) => initialValues("randomUniform", [1], fans, from + i)[0] as number,
    );
    const { mean, variance } = moments(Float32Array.from(first));
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(0.1 ** 2 / 12 / 2000));
    const next = first.reduce((sum, x, i) => sum + x * (first[i + 1] ?? 0), 0) / 2000 / variance;
    expect(Math.abs(next)).toBeLessThan(5 / Math.sqrt(2000));
  }
});

test("what stays the same from release to release: the first numbers of a seed", () => {
  const first = (initializer: Initializer) =>
    Array.from(values(initializer, 42).subarray(0, 3), (x) => x.toFixed(6));
  expect([first("glorotUniform"), first("heNormal")]).toMatchInlineSnapshot(`
    [
      [
        "-0.023083",
        "0.082672",
        "0.004356",
      ],
      [
        "-0.029767",
        "0.106610",
        "0.017061",
      ],
    ]
  `);
});

test("orthogonal has orthonormal rows or columns, the fewer, whatever the shape", () => {
  const size = fc.integer({ min: 1, max: 24 });
  fc.assert(
    fc.property(size, size, fc.nat(), fc.boolean(), (rows, columns, seed, isOutputFirst) => {
      // A convolution's kernel [outputs, inputs, 1, 1] or a matrix.
      const q = initialValues(
        { name: "orthogonal", gain: 2 },
        isOutputFirst ? [rows, columns, 1, 1] : [rows, columns],
        { ...fans, isOutputFirst },
        seed,
      );
      const isTall = rows >= columns;
      const [count, length] = isTall ? [columns, rows] : [rows, columns];
      const at = (i: number, k: number) => q[isTall ? k * columns + i : i * columns + k] as number;
      for (let i = 0; i < count; i++)
        for (let j = 0; j <= i; j++) {
          let dot = 0;
          for (let k = 0; k < length; k++) dot += at(i, k) * at(j, k);
          expect(Math.abs(dot - (i === j ? 4 : 0))).toBeLessThan(1e-5);
        }
    }),
    { numRuns: 50 },
  );
});

test("identity is ones on the diagonal of any matrix, and nothing else", () => {
  expect([...initialValues({ name: "identity", gain: 3 }, [2, 3], fans, 1)]).toEqual([3, 0, 0, 0, 3, 0]);
  expect([...initialValues("identity", [3, 2], fans, 1)]).toEqual([1, 0, 0, 1, 0, 0]);
  expect(() => initialValues("identity", [4], fans, 1)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Only a matrix can start as the identity. Received: a weight of shape [4]. Take another initializer for this weight, or a layer whose weight is a matrix.]`,
  );
});

test("an initializer that is none is refused", () => {
  expect(initializerSchema.safeParse("glorot").success).toBe(false);
  expect(initializerSchema.safeParse({ name: "randomNormal", stddev: -1 }).success).toBe(false);
});
