import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  anomalyScores,
  exponentialSmoothing,
  type ForecastModel,
  forecastEnsemble,
  globalLinear,
  globalLinearMethod,
  judgeForecast,
  mstl,
  naive,
  nBeats,
  type Series,
  type SeriesInput,
  scoresOf,
  seasonalNaive,
  seriesList,
  theta,
} from "@lepton/learn";
import type { Figure } from "../figure.ts";
import { nabScore, type Window } from "./nabScore.ts";
import { ettHourly, folder, m4Hourly, nhs, walmart } from "./seriesData.ts";

type Measured = Omit<Figure, "suite" | "ok">;
const alone = { peer: null, ratio: null } as const;
const beside = (ours: number, peer: number) => ({ ours, peer, ratio: ours / peer });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Forecasts and anomalies on public data; a data set that is not there is skipped, saying so. */
export async function* seriesFigures({ quick }: { quick: boolean }): AsyncIterable<Measured> {
  const parts: readonly [string, () => AsyncIterable<Measured>][] = [
    ["m4-hourly", () => hourly(quick)],
    [
      "walmart-weekly-sales",
      () => rolling("Walmart weekly, 13 weeks", walmart(), { horizon: 13, model: retail() }),
    ],
    ["nhs-ae-attendances", () => rolling("NHS attendances, 6 months", nhs(), { horizon: 6, model: short() })],
    ["ett", etth1],
    ["nab-anomaly", nab],
  ];
  for (const [data, run] of parts)
    if (existsSync(join(folder, data))) yield* run();
    else
      console.error(
        `${data} is skipped: there is no ${join(folder, data)}. Set LEPTON_DATA to the data sets' folder.`,
      );
}

const retail = () => forecastEnsemble([seasonalNaive(), mstl(), theta(), globalLinear()]);
const short = () => forecastEnsemble([seasonalNaive(), mstl(), theta(), exponentialSmoothing()]);

/** How far the coverage of 90 % intervals lies from 90, in points: the bar of 85 … 95 %. */
const offCoverage = (name: string, share: number): Measured => ({
  name: `${name}: 90 % intervals cover ${(100 * share).toFixed(1)} %, off by`,
  ours: Math.abs(100 * share - 90),
  unit: "points",
  ...alone,
  bar: "<= 5",
});

/** The official test of M4 hourly; seasonal naive and naive reproduce the published 1.193 and 11.608. */
async function* hourly(quick: boolean): AsyncIterable<Measured> {
  const { train, test } = m4Hourly();
  const list = seriesList(train);
  const judged = async (model: ForecastModel) => {
    const fitted = await model.fit(list, { horizon: 48, seed: 1 });
    const rows = (await fitted.forecastAll(48)).map((forecast, i) => {
      const past = list[i] as Series;
      const whole = { ...past, values: Float64Array.of(...past.values, ...(test[i] as Float64Array)) };
      return judgeForecast(whole, past.values.length, forecast);
    });
    return { mase: mean(rows.map(({ mase }) => mase)), cover: mean(rows.map(({ coverage }) => coverage)) };
  };
  const season = await judged(seasonalNaive());
  const published = Math.abs(season.mase - 1.193);
  yield {
    name: "M4 hourly, seasonal naive off the published MASE",
    ours: published,
    unit: "MASE",
    ...alone,
    bar: "< 0.001",
  };
  const linear = await judged(globalLinear());
  const unit = "MASE";
  yield {
    name: "M4 hourly, global linear beside seasonal naive",
    unit,
    ...beside(linear.mase, season.mase),
    bar: "< 1",
  };
  yield offCoverage("M4 hourly, global linear", linear.cover);
  if (quick) return;
  const median = await judged(forecastEnsemble([mstl(), globalLinear(), nBeats()]));
  yield {
    name: "M4 hourly, median of three beside seasonal naive",
    unit,
    ...beside(median.mase, season.mase),
    bar: "< 1",
  };
  yield offCoverage("M4 hourly, median of three", median.cover);
}

async function* rolling(
  name: string,
  input: readonly SeriesInput[],
  { horizon, model }: { horizon: number; model: ForecastModel },
): AsyncIterable<Measured> {
  const list = seriesList(input);
  const options = { horizon, origins: 2 };
  const ours = await scoresOf(model, list, options);
  for (const [peer, baseline] of [
    ["seasonal naive", seasonalNaive()],
    ["naive", naive()],
  ] as const) {
    const scores = await scoresOf(baseline, list, options);
    yield {
      name: `${name}, median of four beside ${peer}`,
      unit: "MASE",
      ...beside(ours.mase.mean, scores.mase.mean),
      bar: "ratio < 1",
    };
  }
  yield offCoverage(name, ours.coverage.mean);
}

/** ETTh1, all seven columns, 96 steps, standard 12/4/4 months; peer: DLinear's published 0.375. */
async function* etth1(): AsyncIterable<Measured> {
  const [trained, tested, end, horizon] = [8640, 11_520, 14_400, 96];
  const columns = seriesList(
    ettHourly().map(({ name, values }) => {
      const train = Array.from(values.subarray(0, trained));
      const centre = mean(train);
      const size = Math.sqrt(mean(train.map((value) => (value - centre) ** 2)));
      return {
        id: name,
        values: values.map((value) => (value - centre) / size),
        frequency: "hour" as const,
        seasons: [24],
      };
    }),
  );
  const cut = (n: number) => columns.map((column) => ({ ...column, values: column.values.subarray(0, n) }));
  const method = globalLinearMethod({ lookback: 336, scale: "none" });
  const parameters = await method.fit(cut(trained), { horizon, seed: 0 });
  let [squares, count] = [0, 0];
  for (let t = tested; t <= end - horizon; t++)
    (await method.points(parameters, cut(t), horizon)).forEach((row, i) => {
      row.forEach((point, h) => {
        squares += ((columns[i]?.values[t + h] as number) - point) ** 2;
        count++;
      });
    });
  yield {
    name: "ETTh1, 96 steps, beside DLinear's published",
    unit: "MSE",
    ...beside(squares / count, 0.375),
    bar: "<= 0.39",
  };
}

/** Six NAB series beside a Gaussian over a sliding window, both with the best threshold in hindsight as NAB has it. */
async function* nab(): AsyncIterable<Measured> {
  const labels = JSON.parse(readFileSync(join(folder, "nab-anomaly", "windows.json"), "utf8")) as Record<
    string,
    [string, string][]
  >;
  const series = Object.entries(labels).flatMap(([path, spans]) => {
    const file = join(folder, "nab-anomaly", path.split("/").at(-1) as string);
    if (!existsSync(file)) return [];
    const rows = readFileSync(file, "utf8").trim().split(/\r?\n/).slice(1);
    const times = rows.map((row) => Date.parse(`${row.split(",")[0]}Z`));
    const values = Float64Array.from(rows, (row) => Number(row.split(",")[1]));
    const place = (time: string) => times.findIndex((at) => at >= Date.parse(`${time.slice(0, 19)}Z`));
    return [{ values, windows: spans.map(([from, to]): Window => [place(from), place(to)]) }];
  });
  const ours = nabScore(series.map(({ values, windows }) => ({ scores: anomalyScores(values), windows })));
  const gaussian = nabScore(
    series.map(({ values, windows }) => ({ scores: slidingGaussian(values), windows })),
  );
  yield {
    name: `NAB score over ${series.length} series, beside a sliding Gaussian`,
    unit: "of 100",
    ...beside(ours, gaussian),
    bar: "ratio > 1",
  };
}

/** |z| of each value against the 400 before it. */
function slidingGaussian(values: Float64Array): Float64Array {
  return values.map((value, t) => {
    const past = Array.from(values.subarray(Math.max(0, t - 400), t));
    if (past.length < 50) return 0;
    const centre = mean(past);
    const size = Math.sqrt(mean(past.map((y) => (y - centre) ** 2)));
    return size > 0 ? Math.abs(value - centre) / size : 0;
  });
}
