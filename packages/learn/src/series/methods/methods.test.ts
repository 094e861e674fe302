import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ForecastModel } from "../model.ts";
import {
  drift,
  exponentialSmoothing,
  forecastEnsemble,
  forecastFromJSON,
  globalLinear,
  historicalMean,
  mstl,
  naive,
  nBeats,
  seasonalNaive,
  seasonalRegression,
  theta,
  withKnown,
} from "../models.ts";
import { fitSmoothing, smoothingOptions } from "./exponentialSmoothing.ts";
import { continueSmoothing, runSmoothing } from "./smoothing.ts";
import { stl } from "./stl.ts";

// Made by test/golden/series.py (NumPy, SciPy), from the papers' formulas.
const golden = JSON.parse(readFileSync(new URL("../../../test/golden/series.json", import.meta.url), "utf8"));
const air = Float64Array.from(golden.air as number[]);
const close = (got: ArrayLike<number>, wanted: ArrayLike<number>, digits: number) =>
  Array.from(wanted).forEach((value, i) => {
    expect(got[i]).toBeCloseTo(value, digits);
  });

describe("golden numbers", () => {
  test("theta forecasts AirPassengers' last year as NumPy does", async () => {
    const fitted = await theta().fit({ values: air.subarray(0, 132), seasons: [12] });
    // Two optimisers agree on the smoothing weight to about 1e-5.
    close((await fitted.forecast(12)).mean, golden.theta.points, 2);
  });
  test.each([
    [
      "holtWinters",
      "multiplicative",
      "damped",
      { alpha: 0.3, beta: 0.02, gamma: 0.4, phi: 0.97, level: 120, slope: 1.5 },
    ],
    [
      "additive",
      "additive",
      "additive",
      { alpha: 0.25, beta: 0.05, gamma: 0.3, phi: 1, level: 118, slope: 2 },
    ],
  ] as const)("%s smoothing runs as the state-space equations do", (name, season, trend, state) => {
    const form = { error: "additive", season, trend } as const;
    const run = runSmoothing(air, { form, state, start: Float64Array.from(golden[name].start) });
    expect(run.criterion).toBeCloseTo(144 * Math.log(golden[name].squares), 6);
    close(continueSmoothing(run, form, state.phi, 15), golden[name].points, 6);
  });
  test("simple smoothing of Saudi oil finds alpha 0.892 and level 447.48, as statsmodels' page prints them", () => {
    const options = smoothingOptions.parse({ trend: "none", season: "none", error: "additive" });
    const { alpha, level } = fitSmoothing(Float64Array.from(golden.oil.values), 1, options);
    expect(alpha).toBeCloseTo(golden.oil.alpha, 2);
    expect(level).toBeCloseTo(golden.oil.level, 1);
  });
  test("naive methods by hand", async () => {
    const values = [1, 2, 3, 4, 5, 7];
    const points = async (model: ReturnType<typeof naive>) => [
      ...(await (await model.fit({ values, seasons: [] })).forecast(3)).mean,
    ];
    expect(await points(naive())).toEqual([7, 7, 7]);
    expect(await points(drift())).toEqual([8.2, 9.4, 10.6]);
    expect((await points(historicalMean()))[0]).toBeCloseTo(22 / 6, 12);
    expect(await points(seasonalNaive({ season: 2 }))).toEqual([5, 7, 5]);
  });
});

test("STL gives a sine back as season and a line as trend", () => {
  const y = Float64Array.from(
    { length: 144 },
    (_, t) => 50 + 0.5 * t + 10 * Math.sin((2 * Math.PI * t) / 12),
  );
  const { trend, seasonal } = stl(y, 12, { seasonalWidth: 11 });
  for (let t = 0; t < 144; t++) {
    expect(Math.abs((seasonal[t] as number) - 10 * Math.sin((2 * Math.PI * t) / 12))).toBeLessThan(0.05);
    expect(Math.abs((trend[t] as number) - 50 - 0.5 * t)).toBeLessThan(0.05);
  }
});

test("AirPassengers is smoothed with a season that multiplies", () => {
  const { form } = fitSmoothing(air, 12, smoothingOptions.parse({}));
  // fpp2 7.6 and R's ets() choose M,Ad,M or M,A,M.
  expect(form.season).toBe("multiplicative");
  expect(form.trend).not.toBe("none");
});

const held = { train: air.subarray(0, 132), truth: air.subarray(132) };
const models = {
  theta: theta(),
  exponentialSmoothing: exponentialSmoothing(),
  mstl: mstl(),
  globalLinear: globalLinear(),
  seasonalRegression: seasonalRegression(),
  ensemble: forecastEnsemble([theta(), mstl(), seasonalNaive()]),
};
describe("held-out year of AirPassengers", () => {
  const errorOf = (mean: Float64Array) =>
    mean.reduce((sum, y, h) => sum + Math.abs(y - (held.truth[h] as number)), 0) / 12;
  test.each(Object.entries(models))("%s errs less than seasonal naive", async (_, model) => {
    const input = { values: held.train, start: "1949-01-01", frequency: "month" } as const;
    const baseline = await (await seasonalNaive().fit(input)).forecast(12);
    const forecast = await (await model.fit(input, { horizon: 12 })).forecast(12);
    expect(errorOf(forecast.mean)).toBeLessThan(errorOf(baseline.mean));
    expect(forecast.times?.[0]).toBe("1960-01-01T00:00:00.000Z");
  });
});

describe("every method", () => {
  const all = {
    ...models,
    naive: naive(),
    drift: drift(),
    mean: historicalMean(),
    seasonalNaive: seasonalNaive(),
  };
  test.each(Object.entries(all))(
    "%s: same seed, saved and loaded forecast alike; intervals hold the mean and widen",
    async (_, model) => {
      const input = { values: held.train, seasons: [12] };
      const [a, b] = [
        await model.fit(input, { horizon: 12, seed: 3 }),
        await model.fit(input, { horizon: 12, seed: 3 }),
      ];
      const forecast = await a.forecast(15);
      expect(await b.forecast(15)).toEqual(forecast);
      const loaded = forecastFromJSON(JSON.parse(JSON.stringify(a)));
      expect(await loaded.forecast(15)).toEqual(forecast);
      let before = 0;
      for (let h = 0; h < 15; h++) {
        const width = (forecast.high[h] as number) - (forecast.low[h] as number);
        expect(width).toBeGreaterThanOrEqual(before - 1e-9);
        before = width;
      }
    },
  );
  test.each(
    Object.entries({
      naive: naive(),
      seasonalNaive: seasonalNaive(),
      drift: drift(),
      globalLinear: globalLinear(),
      stl: mstl({ log: false }),
    }),
  )("%s moves and grows with its series", async (_, model) => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        async (shift, scale) => {
          const points = async (values: Float64Array) => {
            const fitted = await model.fit({ values, seasons: [12] }, { horizon: 6 });
            return fitted.forecast(6);
          };
          const [plain, moved] = [
            await points(held.train),
            await points(held.train.map((y) => scale * y + shift)),
          ];
          // Smoothing weights come from a search that stops at 1e-8 of the likelihood.
          plain.mean.forEach((y, h) => {
            expect(Math.abs((moved.mean[h] as number) - (scale * y + shift))).toBeLessThan(
              scale * 4 + 1e-6 * Math.abs(shift),
            );
          });
        },
      ),
      { numRuns: 3, seed: 1 },
    );
  });
  test.each(Object.entries(all))("%s: a constant goes on as it is, with no width", async (_, model) => {
    const forecast = await (
      await model.fit({ values: new Array(60).fill(7), seasons: [12] }, { horizon: 6 })
    ).forecast(6);
    close(forecast.mean, new Array(6).fill(7), 4);
    close(forecast.low, new Array(6).fill(7), 4);
  });
});

test("one linear map learns the law that series of unlike level and size share", async () => {
  // Sums of two waves whose periods are no whole number: each value follows from the four before, whatever the phases.
  const series = Array.from({ length: 12 }, (_, i) => ({
    id: `s${i}`,
    values: Array.from(
      { length: 120 },
      (_, t) => 100 * i + (i + 1) * (Math.sin(0.9 * t + i) + 0.7 * Math.cos(1.71 * t + 2 * i)),
    ),
    seasons: [],
  }));
  const truth = series.map(({ values }) => values.slice(110));
  const cut = series.map((one) => ({ ...one, values: one.values.slice(0, 110) }));
  const error = async (model: ForecastModel) => {
    const all = await (await model.fit(cut, { horizon: 10 })).forecastAll(10);
    return all.reduce(
      (sum, { mean }, i) =>
        sum + mean.reduce((s, y, h) => s + Math.abs(y - (truth[i]?.[h] as number)) / (i + 1), 0),
      0,
    );
  };
  expect(await error(globalLinear({ lookback: 8 }))).toBeLessThan(0.02 * (await error(naive())));
});

test("the network learns a shared season that naive misses, the same from the same seed", async () => {
  const series = Array.from({ length: 4 }, (_, i) => ({
    id: `s${i}`,
    values: Array.from({ length: 200 }, (_, t) => 10 * i + (i + 1) * Math.sin((2 * Math.PI * (t + i)) / 10)),
    seasons: [10],
  }));
  const model = nBeats({ lookback: 20, units: 32, blocks: 2, epochs: 12, windows: 1024, batchSize: 64 });
  const fitted = await model.fit(series, { horizon: 10, seed: 5 });
  const forecast = await fitted.forecast(10, { id: "s2" });
  forecast.mean.forEach((y, h) => {
    expect(Math.abs(y - 20 - 3 * Math.sin((2 * Math.PI * (202 + h)) / 10))).toBeLessThan(0.6);
  });
  expect(
    (await forecastFromJSON(JSON.parse(JSON.stringify(fitted))).forecast(10, { id: "s2" })).mean,
  ).toEqual(forecast.mean);
});

test("a known holiday is learnt and forecast where it comes", async () => {
  const holiday = Float64Array.from({ length: 130 }, (_, t) => (t % 17 === 3 ? 1 : 0));
  const values = Array.from({ length: 120 }, (_, t) => 50 + (t % 7) + 30 * (holiday[t] as number));
  const fitted = await withKnown(seasonalNaive({ season: 7 })).fit(
    { values, seasons: [7], known: { holiday } },
    { horizon: 10 },
  );
  const { mean } = await fitted.forecast(10);
  mean.forEach((y, h) => {
    expect(Math.abs(y - 50 - ((120 + h) % 7) - 30 * (holiday[120 + h] as number))).toBeLessThan(1);
  });
  await expect(fitted.forecast(11)).rejects.toMatchObject({ code: "LEARN_SERIES_KNOWN" });
});
