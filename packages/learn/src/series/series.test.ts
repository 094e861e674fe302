import { random } from "@lepton/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarColumns, stepsUntil, timeAfter } from "./calendar.ts";
import { exponentialSmoothing, naive, seasonalNaive } from "./models.ts";
import { detectSeasons, isSeasonal } from "./seasons.ts";
import { seriesFrom } from "./series.ts";

describe("seriesFrom", () => {
  test("cuts leading gaps off, moves the start, and fills the others with the season's shape", () => {
    const season = [0, 5, 9, 2];
    const values = Array.from({ length: 40 }, (_, t) => (t < 2 ? Number.NaN : t + (season[t % 4] as number)));
    values[20] = Number.NaN;
    values[21] = Number.NaN;
    const read = seriesFrom({ values, start: "2025-01-01", frequency: "day", seasons: [4] });
    expect(read.filled).toBe(2);
    expect(new Date(read.start as number).toISOString()).toBe("2025-01-03T00:00:00.000Z");
    expect([...read.values.slice(18, 20)].map((y) => Number(y.toFixed(9)))).toEqual([20 + 0, 21 + 5]);
  });
  test.each([
    ["nothing but gaps", { values: [null, Number.NaN, null] }, "LEARN_SERIES_EMPTY"],
    ["two values", { values: [1, 2] }, "LEARN_SERIES_SHORT"],
    ["an infinite value", { values: [1, 2, Number.POSITIVE_INFINITY] }, "LEARN_SERIES_INVALID"],
    ["no list", { values: 5 }, "LEARN_SERIES_INVALID"],
    ["a misspelt option", { values: [1, 2, 3], freqency: "day" }, "LEARN_SERIES_INVALID"],
    [
      "known inputs shorter than the values",
      { values: [1, 2, 3], known: { price: [1, 2] } },
      "LEARN_SERIES_KNOWN",
    ],
  ])("%s gives a clear error", (_, input, code) => {
    expect(() => seriesFrom(input as never)).toThrow(expect.objectContaining({ code }));
  });
  test("fit refuses no series, ids given twice and options it does not know", async () => {
    const values = [1, 2, 3, 4];
    await expect(naive().fit([])).rejects.toMatchObject({ code: "LEARN_SERIES_NONE" });
    await expect(
      naive().fit([
        { id: "a", values },
        { id: "a", values },
      ]),
    ).rejects.toMatchObject({ code: "LEARN_SERIES_ID" });
    await expect(naive().fit({ values }, { sed: 1 } as never)).rejects.toMatchObject({
      code: "LEARN_OPTION",
    });
    await expect(seasonalNaive({ season: 12 }).fit({ values })).rejects.toMatchObject({
      code: "LEARN_SERIES_SHORT",
    });
    const fitted = await naive().fit([
      { id: "a", values },
      { id: "b", values: [1, 2, 3, 4, 5, 6] },
    ]);
    await expect(fitted.forecast(2)).rejects.toMatchObject({ code: "LEARN_SERIES_UNKNOWN" });
    await expect(fitted.forecast(0, { id: "a" })).rejects.toMatchObject({ code: "LEARN_OPTION" });
    expect((await fitted.forecastAll(2)).map(({ mean }) => [...mean])).toEqual([
      [4, 4],
      [6, 6],
    ]);
  });
  test("a long fit stops at the signal and lets timers run meanwhile", async () => {
    const draw = random(1);
    const many = Array.from({ length: 60 }, (_, i) => ({
      id: `${i}`,
      values: Array.from({ length: 400 }, () => 50 + draw.normal()),
      seasons: [7],
    }));
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const stop = new AbortController();
    const fit = exponentialSmoothing().fit(many, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 150);
    await expect(fit).rejects.toThrow("enough");
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(1);
  });
});

describe("seasons", () => {
  const noisy = (seasons: readonly number[], n: number) => {
    const draw = random(4);
    return Float64Array.from(
      { length: n },
      (_, t) =>
        0.05 * t +
        0.4 * draw.normal() +
        seasons.reduce((sum, m) => sum + 2 * Math.sin((2 * Math.PI * t) / m), 0),
    );
  };
  test("a week is found in a trend with noise, nothing in noise alone", () => {
    expect(detectSeasons(noisy([7], 200))).toEqual([7]);
    expect(detectSeasons(noisy([], 200))).toEqual([]);
    expect(detectSeasons(new Float64Array(100).fill(3))).toEqual([]);
  });
  test("AirPassengers-like monthly data keep their year; a random walk has none", () => {
    expect(isSeasonal(noisy([12], 120), 12)).toBe(true);
    const draw = random(9);
    let level = 0;
    expect(
      isSeasonal(
        Float64Array.from({ length: 200 }, () => {
          level += draw.normal();
          return level;
        }),
        12,
      ),
    ).toBe(false);
  });
});

describe("calendar", () => {
  test("months keep their day or end on their last one", () => {
    const start = Date.parse("2024-01-31");
    expect([1, 2, 13].map((k) => new Date(timeAfter(start, k, "month")).toISOString().slice(0, 10))).toEqual([
      "2024-02-29",
      "2024-03-31",
      "2025-02-28",
    ]);
  });
  test("stepsUntil undoes timeAfter", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.constantFrom("hour", "day", "week", "month", "quarter", "year"),
        (steps, frequency) => {
          const start = Date.parse("2023-05-15");
          expect(stepsUntil(start, timeAfter(start, steps, frequency), frequency)).toBe(steps);
        },
      ),
    );
  });
  test("a holiday falls in its day, its week and each of its hours", () => {
    const holidays = { newYear: ["2025-01-01"] };
    expect([
      ...(calendarColumns({ start: "2024-12-30", frequency: "day", length: 4, holidays, around: [1, 0] })
        .newYear as Float64Array),
    ]).toEqual([0, 0, 1, 0]);
    expect([
      ...(calendarColumns({ start: "2024-12-23", frequency: "week", length: 3, holidays })
        .newYear as Float64Array),
    ]).toEqual([0, 1, 0]);
    const hours = calendarColumns({ start: "2024-12-31T00:00:00Z", frequency: "hour", length: 60, holidays })
      .newYear as Float64Array;
    expect(hours.reduce((sum, x) => sum + x, 0)).toBe(24);
    expect([
      ...(calendarColumns({ start: "2025-01-01", frequency: "month", length: 3, daysInMonth: true })
        .daysInMonth as Float64Array),
    ]).toEqual([31, 28, 31]);
  });
});
