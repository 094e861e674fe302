import { random } from "@lepton/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backtest } from "./backtest.ts";
import { halfWidths, isotonic } from "./intervals.ts";
import { forecastLeaderboard } from "./leaderboard.ts";
import { coverage, mase, naiveScale, pinball, rmse, smape } from "./measures.ts";
import { drift, exponentialSmoothing, naive, seasonalNaive, theta } from "./models.ts";
import { probabilityOfReaching } from "./reaching.ts";

const walk = (seed: number, n: number, slope = 0) => {
  const draw = random(seed);
  let level = 100;
  return Float64Array.from({ length: n }, () => {
    level += slope + draw.normal();
    return level;
  });
};
const seasonal = (seed: number, n: number) => {
  const draw = random(seed);
  return Float64Array.from(
    { length: n },
    (_, t) => 50 + 0.5 * t + 10 * Math.sin((2 * Math.PI * t) / 7) + 2 * draw.normal(),
  );
};

describe("measures", () => {
  test("by hand", () => {
    expect(naiveScale([1, 3, 2, 6], 1)).toBeCloseTo(7 / 3, 12);
    expect(mase([10, 12], [11, 9], 2)).toBe(1);
    expect(smape([100, 0], [50, 0])).toBeCloseTo(100 / 3, 12);
    expect(rmse([3, 4], [0, 0])).toBeCloseTo(Math.sqrt(12.5), 12);
    expect(pinball([10], [8], 0.9)).toBeCloseTo(1.8, 12);
    expect(coverage([1, 5], [0, 0], [2, 2])).toBe(0.5);
    expect(naiveScale([4, 4, 4])).toBeNaN();
  });
  test("a forecast of another length is refused", () => {
    expect(() => rmse([1, 2], [1])).toThrow(expect.objectContaining({ code: "LEARN_ROWS_DIFFER" }));
  });
});

describe("intervals", () => {
  test("isotonic keeps the sum, never falls, and leaves what rises alone", () => {
    expect([...isotonic([1, 3, 2, 4])]).toEqual([1, 2.5, 2.5, 4]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), (values) => {
        const out = isotonic(values);
        const sum = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => a + b, 0);
        expect(sum(out)).toBeCloseTo(sum(values), 6);
        for (let i = 1; i < out.length; i++)
          expect(out[i] as number).toBeGreaterThanOrEqual(out[i - 1] as number);
      }),
    );
  });
  test("19 errors of one step at 90 % give the 18th smallest", () => {
    const errors = Array.from({ length: 19 }, (_, i) => Float64Array.of(i + 1));
    expect([...halfWidths({ errors, isAssumed: false }, { level: 0.9, horizon: 1 })]).toEqual([18]);
  });
  test("a higher level is never narrower", () => {
    const errors = Array.from({ length: 12 }, (_, i) => walk(i, 8).map((y) => y - 100));
    const [low, high] = [0.5, 0.9].map((level) =>
      halfWidths({ errors, isAssumed: false }, { level, horizon: 8 }),
    );
    low?.forEach((width, h) => {
      expect(high?.[h] as number).toBeGreaterThanOrEqual(width);
    });
  });
  test("90 % intervals of the naive forecast hold 85 to 95 % of random walks", async () => {
    const inside: number[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const values = walk(seed, 200);
      const { low, high } = await (
        await naive().fit({ values: values.subarray(0, 190), seasons: [] }, { horizon: 10 })
      ).forecast(10);
      inside.push(coverage(values.subarray(190), low, high));
    }
    const share = inside.reduce((a, b) => a + b, 0) / inside.length;
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.95);
  });
});

describe("backtest", () => {
  test("theta beats both baselines on a season with a trend, and says by how much", async () => {
    const report = await backtest(
      theta(),
      { values: seasonal(1, 140), seasons: [7] },
      { horizon: 14, origins: 3 },
    );
    expect(report.beatsBaselines).toBe(true);
    expect(report.model.mase.n).toBe(3);
    expect(report.model.mase.spread).toBeGreaterThan(0);
    expect(report.verdict).toMatch(/^theta errs .* seasonal naive /);
  });
  test("what does no better is called so, and a history too short is an error", async () => {
    const report = await backtest(
      seasonalNaive(),
      { values: seasonal(2, 90), seasons: [7] },
      { horizon: 7, origins: 2 },
    );
    expect(report.beatsBaselines).toBe(false);
    expect(report.verdict).toMatch(/^No better than/);
    await expect(
      backtest(drift(), { values: [1, 2, 3, 4, 5] }, { horizon: 4, origins: 2 }),
    ).rejects.toMatchObject({ code: "LEARN_SERIES_SHORT" });
  });
  test("the future does not leak: changing it changes no earlier forecast's interval or point", async () => {
    const values = seasonal(3, 100);
    const other = values.slice();
    other.fill(1e6, 93);
    const fit = async (all: Float64Array) =>
      (await theta().fit({ values: all.subarray(0, 93), seasons: [7] })).forecast(7);
    expect(await fit(values)).toEqual(await fit(other));
  });
});

describe("leaderboard", () => {
  test("chooses on earlier origins, reports on the last, and beats the baselines where there is something to learn", async () => {
    const series = Array.from({ length: 3 }, (_, i) => ({
      id: `${i}`,
      values: seasonal(10 + i, 150),
      seasons: [7],
    }));
    const board = await forecastLeaderboard(series, {
      horizon: 7,
      models: { exponentialSmoothing: exponentialSmoothing(), drift: drift() },
    });
    expect(board.chosen).toBe("exponentialSmoothing");
    expect(board.beatsBaselines).toBe(true);
    expect(board.entries.map(({ name }) => name).sort()).toEqual([
      "drift",
      "exponentialSmoothing",
      "naive",
      "seasonalNaive(7)",
    ]);
    expect((await board.fitted.forecastAll(7)).length).toBe(3);
  });
  test("several test origins lie after those of the choice, and every judged forecast is heard of", async () => {
    const heard = new Map<string, number[]>();
    const board = await forecastLeaderboard(
      { values: seasonal(20, 150), seasons: [7] },
      {
        horizon: 7,
        origins: 3,
        testOrigins: 2,
        step: 5,
        models: { theta: theta() },
        onForecast: (name, { origin }) => heard.set(name, [...(heard.get(name) ?? []), origin]),
      },
    );
    // 150 − 7 − 5 = 138 is the first origin of the test; the choice ends where it begins.
    expect(heard.get("theta")).toEqual([121, 126, 131, 138, 143]);
    expect(heard.get("seasonalNaive(7)")).toEqual([121, 126, 131, 138, 143]);
    expect(board.entries.map(({ validation }) => validation.mae.n)).toEqual([3, 3, 3]);
    expect(board.test.chosen.mae.n).toBe(2);
    expect(board.verdict).toContain("on the last 2 origins");
  });
  test("says plainly that nothing beats naive on a series that repeats no lesson", async () => {
    const values = Float64Array.from({ length: 60 }, (_, t) => (t < 30 ? 5 : 8));
    const board = await forecastLeaderboard(
      { values, seasons: [] },
      { horizon: 5, models: { drift: drift() } },
    );
    expect(board.chosen).toBe("naive");
    expect(board.beatsBaselines).toBe(false);
    expect(board.verdict).toMatch(/^Nothing beats naive/);
  });
  test("a model that cannot be tried is listed with the reason, and a spent budget too", async () => {
    const series = { values: seasonal(5, 60), seasons: [7] };
    const board = await forecastLeaderboard(series, {
      horizon: 7,
      models: { year: seasonalNaive({ season: 52 }) },
    });
    expect(board.skipped[0]?.name).toBe("year");
    const spent = await forecastLeaderboard(series, {
      horizon: 7,
      budgetSeconds: 0,
      models: { theta: theta() },
    });
    expect(spent.skipped).toEqual([{ name: "theta", reason: "the budget of 0 s was spent" }]);
  });
});

describe("probability of reaching a target", () => {
  test("falls as the target rises, is near a half at the mean, and by a step is never below at it", async () => {
    const fitted = await naive().fit({ values: walk(7, 200), seasons: [] }, { horizon: 10 });
    const { mean } = await fitted.forecast(10);
    const at = async (target: number, when: "at" | "by" = "at") =>
      (await probabilityOfReaching(fitted, target, 10, { when })).value as number;
    const middle = mean[9] as number;
    expect(await at(middle)).toBeGreaterThan(0.4);
    expect(await at(middle)).toBeLessThan(0.6);
    expect(await at(middle + 3)).toBeLessThan(await at(middle + 1));
    expect(await at(middle + 3, "by")).toBeGreaterThanOrEqual(await at(middle + 3));
    expect(await at(middle + 1000)).toBe(0);
    await expect(probabilityOfReaching(fitted, 5, 11)).rejects.toMatchObject({ code: "LEARN_OPTION" });
  });
  test("is unknown without history to measure on", async () => {
    const fitted = await naive().fit({ values: [1, 2, 3], seasons: [] }, { horizon: 2 });
    expect((await probabilityOfReaching(fitted, 9, 2)).value).toBeNull();
  });
});
