import { z } from "zod";
import { local, type Method } from "../method.ts";

const none = z.null();

/** ŷₜ₊ₕ = yₜ: the last value goes on. */
export const naiveMethod = (): Method<null[]> =>
  local({
    name: "naive",
    parameters: none,
    minimum: () => 1,
    fit: () => null,
    points: (_, { values }, horizon) => new Float64Array(horizon).fill(values.at(-1) as number),
  });

/** ŷₜ₊ₕ = mean of all values. */
export const meanMethod = (): Method<null[]> =>
  local({
    name: "mean",
    parameters: none,
    minimum: () => 1,
    fit: () => null,
    points: (_, { values }, horizon) =>
      new Float64Array(horizon).fill(values.reduce((sum, value) => sum + value, 0) / values.length),
  });

/** ŷₜ₊ₕ = yₜ + h·(yₜ − y₁)/(t − 1): the line through the first and last value. */
export const driftMethod = (): Method<null[]> =>
  local({
    name: "drift",
    parameters: none,
    minimum: () => 2,
    fit: () => null,
    points: (_, { values }, horizon) => {
      const last = values.at(-1) as number;
      const slope = (last - (values[0] as number)) / (values.length - 1);
      return Float64Array.from({ length: horizon }, (_, h) => last + (h + 1) * slope);
    },
  });

export interface SeasonalNaiveOptions {
  /** Steps; the shortest season of the series unless told, and 1 (naive) when it has none. */
  season?: number;
}

/** ŷₜ₊ₕ = the value of the same step of the last season. Source: Hyndman & Athanasopoulos 2021, otexts.com/fpp3, 5.2. */
export const seasonalNaiveMethod = (options: SeasonalNaiveOptions = {}): Method<null[]> => {
  const seasonOf = (seasons: readonly number[]) => options.season ?? seasons[0] ?? 1;
  return local({
    name: "seasonalNaive",
    options: { ...options },
    parameters: none,
    minimum: (seasons) => seasonOf(seasons),
    fit: () => null,
    points: (_, { values, seasons }, horizon) => {
      const season = seasonOf(seasons);
      return Float64Array.from(
        { length: horizon },
        (_, h) => values[values.length - season + (h % season)] as number,
      );
    },
  });
};
