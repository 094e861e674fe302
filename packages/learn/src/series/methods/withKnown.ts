import { linear } from "@lepton/nn";
import { z } from "zod";
import { naiveScale } from "../measures.ts";
import type { Method } from "../method.ts";
import { type Series, upTo } from "../series.ts";

const parameters = z.strictObject({
  names: z.array(z.string()),
  /** Effect of one unit of each input, in units of each series' naive error. */
  effects: z.array(z.number()),
  /** Naive error per series: the unit that effects are in. */
  units: z.array(z.number()),
  inner: z.unknown(),
});
type Fitted = z.output<typeof parameters>;

/**
 * Known inputs (holidays, prices) around another method: their effects, shared by all series in units of each one's
 * naive error, come from ridge regression on seasonal differences, Δₘy = βΔₘx + noise; the method forecasts y − βx, and
 * βx of the coming steps is added again. Without known inputs it is the method alone.
 */
export function withKnownMethod(inner: Method, { penalty = 1 }: { penalty?: number } = {}): Method<Fitted> {
  return {
    name: `${inner.name}+known`,
    options: { inner: { name: inner.name, options: inner.options }, penalty },
    parameters,
    minimum: (seasons, horizon) => inner.minimum(seasons, horizon),
    fit: async (histories, context) => {
      const names = Object.keys(histories[0]?.known ?? {}).filter((name) =>
        histories.every(({ known }) => known[name] !== undefined),
      );
      const units = histories.map(({ values, seasons }) => {
        const unit = naiveScale(values, lagOf(seasons, values.length));
        return Number.isFinite(unit) ? unit : 1;
      });
      const effects = names.length > 0 ? effectsOf(histories, { names, units, penalty }) : [];
      const rest = histories.map((series, i) => ({
        ...series,
        values: without(series, { names, effects, unit: units[i] as number }),
      }));
      return { names, effects, units, inner: await inner.fit(rest, context) };
    },
    points: async ({ names, effects, units, inner: fitted }, histories, horizon, signal) => {
      const rest = histories.map((series, i) => ({
        ...series,
        values: without(series, { names, effects, unit: units[i] as number }),
      }));
      const points = await inner.points(fitted, rest, horizon, signal);
      return points.map((row, i) => {
        const { known, values } = histories[i] as Series;
        return row.map(
          (point, h) => point + (units[i] as number) * effectAt(known, { names, effects }, values.length + h),
        );
      });
    },
  };
}

const lagOf = (seasons: readonly number[], n: number) => {
  const season = seasons.at(-1) ?? 1;
  return n > season + 8 ? season : 1;
};

function effectAt(
  known: Series["known"],
  { names, effects }: { names: readonly string[]; effects: readonly number[] },
  t: number,
) {
  return names.reduce((sum, name, j) => sum + (effects[j] as number) * (known[name]?.[t] ?? 0), 0);
}

const without = (
  { values, known }: Series,
  { unit, ...effect }: { names: readonly string[]; effects: readonly number[]; unit: number },
) => values.map((y, t) => y - unit * effectAt(known, effect, t));

function effectsOf(
  histories: readonly Series[],
  { names, units, penalty }: { names: readonly string[]; units: readonly number[]; penalty: number },
): number[] {
  const rows: number[] = [];
  const targets: number[] = [];
  for (const [i, series] of histories.entries()) {
    const { values, known, seasons } = upTo(series, series.values.length);
    const lag = lagOf(seasons, values.length);
    for (let t = lag; t < values.length; t++) {
      targets.push(((values[t] as number) - (values[t - lag] as number)) / (units[i] as number));
      for (const name of names) rows.push((known[name]?.[t] as number) - (known[name]?.[t - lag] as number));
    }
  }
  const size = Math.sqrt(rows.reduce((sum, x) => sum + x * x, 0) / Math.max(rows.length, 1)) || 1;
  const x = { data: Float64Array.from(rows, (cell) => cell / size), shape: [targets.length, names.length] };
  const { coefficients } = linear.ridge({ penalty }).fit(x, Float64Array.from(targets));
  return [...coefficients].map((effect) => effect / size);
}
