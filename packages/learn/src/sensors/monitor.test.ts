import { random } from "@lepton/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "./eigen.ts";
import { cutOff, fleet } from "./fleet.fixture.ts";
import { sensorMonitor, sensorMonitorFromJSON } from "./monitor.ts";
import { pcaDistances, pcaOf } from "./pcaMonitor.ts";

describe("symmetricEigen", () => {
  test("of [[2, 1], [1, 2]]: 3 and 1", () => {
    const { values, vectors } = symmetricEigen([
      [2, 1],
      [1, 2],
    ]);
    expect(values.map((value) => value.toFixed(12))).toEqual(["3.000000000000", "1.000000000000"]);
    expect(Math.abs(vectors[0]?.[0] as number)).toBeCloseTo(Math.SQRT1_2, 12);
  });

  test("Σ λ·v·vᵀ is the matrix again", () => {
    const square = fc.integer({ min: 1, max: 7 }).chain((n) =>
      fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n, maxLength: n }), {
        minLength: n,
        maxLength: n,
      }),
    );
    fc.assert(
      fc.property(square, (rows) => {
        const a = rows.map((row, i) => row.map((value, j) => value + (rows[j]?.[i] as number)));
        const { values, vectors } = symmetricEigen(a);
        a.forEach((row, i) => {
          row.forEach((value, j) => {
            const again = values.reduce(
              (sum, lambda, k) => sum + lambda * (vectors[k]?.[i] as number) * (vectors[k]?.[j] as number),
              0,
            );
            expect(again).toBeCloseTo(value, 8);
          });
        });
      }),
    );
  });
});

test("with all components T² is the squared Mahalanobis distance and Q is 0", () => {
  const { normal } = random(1);
  const rows = Array.from({ length: 200 }, () => {
    const [a, b] = [normal(), normal()];
    return Float64Array.of(a, 0.6 * a + 0.8 * b);
  });
  const pca = pcaOf(rows);
  expect(pca.vectors).toHaveLength(2);
  // Σ by hand: S of the rows, inverted.
  const mean = [0, 1].map((c) => rows.reduce((sum, row) => sum + (row[c] as number), 0) / rows.length);
  const s = (i: number, j: number) =>
    rows.reduce(
      (sum, row) =>
        sum + ((row[i] as number) - (mean[i] as number)) * ((row[j] as number) - (mean[j] as number)),
      0,
    ) / rows.length;
  const determinant = s(0, 0) * s(1, 1) - s(0, 1) ** 2;
  const [x, y] = [2 - (mean[0] as number), -1 - (mean[1] as number)];
  const mahalanobis = (s(1, 1) * x * x - 2 * s(0, 1) * x * y + s(0, 0) * y * y) / determinant;
  const { t2, q } = pcaDistances(pca, [2, -1]);
  expect(t2).toBeCloseTo(mahalanobis, 8);
  expect(q).toBeCloseTo(0, 12);
});

describe.each(["pca", "autoencoder"] as const)("sensorMonitor by %s", (method) => {
  const healthy = cutOff(fleet(24, 1), () => 30);
  const options = { method, length: 5, worker: false } as const;

  test("is quiet on healthy machines, loud on worn ones, names the channels; saved and loaded alike", async () => {
    const monitor = await sensorMonitor(options).fit(healthy, { seed: 2 });
    expect(monitor.falseAlarms.value as number).toBeLessThanOrEqual(0.02);
    const worn = fleet(8, 9);
    const alarms = await monitor.detect(worn);
    const of = (isLate: boolean) =>
      alarms.filter(({ unit, cycle, isPadded }) => {
        const end = worn.units.find(({ id }) => id === unit)?.cycles.at(-1) as number;
        return !isPadded && (isLate ? end - cycle < 3 : end - cycle >= 30);
      });
    const share = (rows: typeof alarms) => rows.filter(({ isAnomaly }) => isAnomaly).length / rows.length;
    expect(share(of(true))).toBeGreaterThan(0.9);
    expect(share(of(false))).toBeLessThan(0.15);
    for (const { channels } of of(true)) expect(channels[0]?.name).not.toBe("noise");
    const loaded = sensorMonitorFromJSON(JSON.parse(JSON.stringify(await monitor.toJSON())));
    expect(await loaded.detect(worn)).toEqual(alarms);
    await monitor.close();
    await loaded.close();
  });

  test("says that three machines are too few; refuses windows longer than any machine", async () => {
    const few = { ...healthy, units: healthy.units.slice(0, 3) };
    const monitor = await sensorMonitor(options).fit(few, { seed: 1 });
    expect(monitor.warnings[0]).toContain("too few");
    await monitor.close();
    await expect(sensorMonitor({ ...options, length: 500 }).fit(few, { seed: 1 })).rejects.toMatchObject({
      code: "LEARN_READINGS_SHORT",
    });
  });
});
