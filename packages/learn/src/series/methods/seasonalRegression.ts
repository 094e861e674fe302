import { linear } from "@lepton/nn";
import { z } from "zod";
import { local, type Method } from "../method.ts";
import type { Series } from "../series.ts";

const optionSchema = z.strictObject({
  /** Pairs of sine and cosine per season, at most half its steps; 3 unless told. */
  harmonics: z.int().min(0).default(3),
  /** Last values used as inputs; 1 unless told. */
  lags: z.int().min(0).default(1),
  /** Ridge penalty on standardised columns; 1 unless told. */
  penalty: z.number().min(0).default(1),
});
export type SeasonalRegressionOptions = z.input<typeof optionSchema>;
const parameters = z.strictObject({
  intercept: z.number(),
  coefficients: z.array(z.number()),
  trendUnit: z.number(),
});

/**
 * Ridge regression on a line, sines and cosines of every season, known inputs and the last values; forecasts of a step
 * become the lags of the next: yₜ = a + b·t + Σ(cⱼ sin 2πjt/m + dⱼ cos 2πjt/m) + Σ φᵢyₜ₋ᵢ + βxₜ.
 * Source: Hyndman & Athanasopoulos 2021, otexts.com/fpp3, 7.4 and 10.5.
 */
export function seasonalRegressionMethod(
  options: SeasonalRegressionOptions = {},
): Method<z.output<typeof parameters>[]> {
  const wanted = optionSchema.parse(options);
  const { lags, penalty } = wanted;
  return local({
    name: "seasonalRegression",
    options: wanted,
    parameters,
    minimum: () => lags + 4,
    fit: (series) => {
      const { values } = series;
      const trendUnit = values.length;
      const rows: number[][] = [];
      for (let t = lags; t < values.length; t++) rows.push(inputs(series, { t, values, wanted, trendUnit }));
      const width = rows[0]?.length ?? 0;
      const columns = Array.from({ length: width }, (_, j) => {
        const cells = rows.map((row) => row[j] as number);
        const mean = cells.reduce((sum, x) => sum + x, 0) / cells.length;
        const size = Math.sqrt(cells.reduce((sum, x) => sum + (x - mean) ** 2, 0) / cells.length);
        // What never varied has no effect to learn.
        return { mean, size: size > 1e-12 * Math.max(1, Math.abs(mean)) ? size : Number.POSITIVE_INFINITY };
      });
      const x = rows.map((row) =>
        row.map((cell, j) => (cell - (columns[j]?.mean as number)) / (columns[j]?.size as number)),
      );
      const fitted = linear.ridge({ penalty: Math.max(penalty, 1e-9) }).fit(x, values.slice(lags));
      const coefficients = [...fitted.coefficients].map((beta, j) => beta / (columns[j]?.size as number));
      const shift = coefficients.reduce((sum, beta, j) => sum + beta * (columns[j]?.mean as number), 0);
      return { intercept: fitted.intercept - shift, coefficients, trendUnit };
    },
    points: ({ intercept, coefficients, trendUnit }, series, horizon) => {
      const n = series.values.length;
      const values = new Float64Array(n + horizon);
      values.set(series.values);
      for (let t = n; t < n + horizon; t++)
        values[t] = inputs(series, { t, values, wanted, trendUnit }).reduce(
          (sum, x, j) => sum + x * (coefficients[j] as number),
          intercept,
        );
      return values.slice(n);
    },
  });
}

function inputs(
  { seasons, known }: Series,
  {
    t,
    values,
    wanted,
    trendUnit,
  }: { t: number; values: Float64Array; wanted: z.output<typeof optionSchema>; trendUnit: number },
): number[] {
  const row = [t / trendUnit];
  for (const season of seasons)
    for (let j = 1; j <= Math.min(wanted.harmonics, Math.floor(season / 2)); j++) {
      const angle = (2 * Math.PI * j * t) / season;
      row.push(Math.sin(angle), Math.cos(angle));
    }
  for (let i = 1; i <= wanted.lags; i++) row.push(values[t - i] as number);
  for (const cells of Object.values(known)) row.push(cells[t] ?? 0);
  return row;
}
