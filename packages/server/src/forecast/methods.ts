import {
  exponentialSmoothing,
  type ForecastModel,
  forecastEnsemble,
  globalLinear,
  historicalMean,
  mstl,
  naive,
  type Series,
  seasonalNaive,
  seasonalRegression,
  theta,
  withKnown,
} from "@lepton/learn";
import { type ForecastMethod, forecastMethods } from "../contract/forecast.ts";

const holidaySuffix = "+holidays";

/** The methods that are tried, by name; the leaderboard adds the baselines. */
export function candidatesFor({ seasons, known, values }: Series): Record<string, ForecastModel> {
  const usable = seasons.filter((season) => values.length >= 2 * season);
  const repeated = usable[0] === undefined ? naive() : seasonalNaive({ season: usable[0] });
  const models: Record<string, ForecastModel> = {
    median: forecastEnsemble([mstl(), globalLinear(), theta(), repeated]),
    theta: theta(),
    mstl: mstl(),
    globalLinear: globalLinear(),
    exponentialSmoothing: exponentialSmoothing(),
    seasonalRegression: seasonalRegression(),
    mean: historicalMean(),
  };
  if (Object.keys(known).length === 0) return models;
  const all = {
    ...models,
    ...Object.fromEntries(
      usable.map((season) => [`seasonalNaive(${season})`, seasonalNaive({ season })] as const),
    ),
  };
  const withHolidays = Object.entries(all).map(
    ([name, model]) => [`${name}${holidaySuffix}`, withKnown(model)] as const,
  );
  return { ...models, ...Object.fromEntries(withHolidays) };
}

/** The model of a baseline's name, as the leaderboard calls it. */
export const baselineNamed = (name: string): ForecastModel => {
  const { season } = methodNamed(name);
  return season === null ? naive() : seasonalNaive({ season });
};

/** A leaderboard's name in its parts. */
export function methodNamed(name: string): ForecastMethod {
  const withHolidays = name.endsWith(holidaySuffix);
  const [, key, season] = /^(\w+)(?:\((\d+)\))?$/.exec(name.replace(holidaySuffix, "")) ?? [];
  const known = forecastMethods.find((one) => one === key);
  if (!known) throw new Error(`A method without a key: ${name}`);
  return {
    key: known,
    season: season === undefined ? null : Number(season),
    withHolidays,
    isBaseline: !withHolidays && (known === "naive" || known === "seasonalNaive"),
  };
}
