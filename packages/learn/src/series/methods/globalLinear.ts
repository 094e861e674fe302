import { z } from "zod";
import { breather } from "../breathe.ts";
import { naiveScale } from "../measures.ts";
import type { Method, MethodContext } from "../method.ts";
import type { Series } from "../series.ts";
import { addWindows, emptyMoments, type Moments, solveSymmetric } from "./windowMoments.ts";

const optionSchema = z.strictObject({
  /** Values looked back on. One of several lengths by a held-out part unless told. */
  lookback: z.union([z.int().min(2), z.literal("auto")]).default("auto"),
  /** Ridge penalty as a share of the lags' mean square; one of several by a held-out part unless told. */
  penalty: z.union([z.number().positive(), z.literal("auto")]).default("auto"),
  /** "series" has each series weigh alike (errors over its naive error); "none" takes values as they are. */
  scale: z.enum(["series", "none"]).default("series"),
});
export type GlobalLinearOptions = z.input<typeof optionSchema>;
const parameters = z.strictObject({
  lookback: z.int(),
  horizon: z.int(),
  centre: z.int(),
  penalty: z.number(),
  /** [lookback, horizon] row-major, oldest value first. */
  weights: z.array(z.number()),
});
type Fitted = z.output<typeof parameters>;

/**
 * One linear map from the last values to all coming ones, shared by all series: ŷ = c + W·(window − c), c the mean of
 * the window's last season. It is what NLinear and DLinear can express, solved exactly: the moments of all windows are
 * summed, then (XᵀX + λI)W = XᵀY. Lookback and penalty are those of least error on the last sixth of every series.
 * Cost: lookback² per series and lookback³ once, whatever the number of windows.
 * Sources: Zeng et al. 2023, arXiv:2205.13504; Toner & Darlow 2024, arXiv:2403.14587.
 */
export function globalLinearMethod(options: GlobalLinearOptions = {}): Method<Fitted> {
  const wanted = optionSchema.parse(options);
  const smallest = (horizon: number) =>
    wanted.lookback === "auto" ? Math.max(4, Math.ceil(horizon / 2)) : wanted.lookback;
  return {
    name: "globalLinear",
    options: wanted,
    parameters,
    minimum: (_, horizon) => smallest(horizon) + horizon + 4,
    fit: (histories, context) => fit(histories, context, wanted),
    points: async (fitted, histories, horizon, signal) => {
      const breathe = breather(signal);
      const out: Float64Array[] = [];
      for (const { values } of histories) {
        out.push(continued(fitted, values, horizon));
        await breathe();
      }
      return out;
    },
  };
}

async function fit(
  histories: readonly Series[],
  { horizon, signal, onProgress }: MethodContext,
  { lookback, penalty, scale }: z.output<typeof optionSchema>,
): Promise<Fitted> {
  const breathe = breather(signal);
  const season = Math.min(...histories.map(({ seasons }) => seasons[0] ?? 1));
  const shortest = Math.min(...histories.map(({ values }) => values.length));
  const longest = Math.max(...histories.map(({ seasons }) => seasons.at(-1) ?? 1));
  const lookbacks = lookback === "auto" ? candidates({ season, longest, shortest, horizon }) : [lookback];
  const most = Math.max(...lookbacks);
  let [train, held] = [emptyMoments(most + horizon), emptyMoments(most + horizon)];
  for (const [i, { values }] of histories.entries()) {
    const unit = scale === "series" ? naiveScale(values, season) : 1;
    // A constant series teaches nothing.
    if (Number.isFinite(unit)) {
      const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
      const centred = values.map((y) => y - mean);
      const windows = values.length - most - horizon + 1;
      const cut = windows - Math.floor(windows / 6);
      const weight = 1 / unit ** 2;
      train = addWindows(train, centred, { from: 0, to: cut - 1, weight });
      held = addWindows(held, centred, { from: cut, to: windows - 1, weight });
    }
    onProgress?.({
      share: (0.8 * (i + 1)) / histories.length,
      step: `windows of series ${i + 1} of ${histories.length}`,
    });
    await breathe();
  }
  const penalties = penalty === "auto" ? [1e-4, 1e-3, 1e-2, 1e-1] : [penalty];
  let best = { lookback: most, penalty: penalties[0] as number, loss: Number.POSITIVE_INFINITY };
  if (held.weight > 0 && lookbacks.length * penalties.length > 1)
    for (const candidate of lookbacks) {
      const parts = centredParts(train, { lookback: candidate, horizon, season });
      const judged = centredParts(held, { lookback: candidate, horizon, season });
      for (const share of penalties) {
        const loss = lossOf(judged, solve(parts, share));
        if (loss < best.loss) best = { lookback: candidate, penalty: share, loss };
        await breathe();
      }
    }
  const all: Moments = { ...train, products: train.products.map((x, i) => x + (held.products[i] as number)) };
  const parts = centredParts(all, { lookback: best.lookback, horizon, season });
  return {
    lookback: best.lookback,
    horizon,
    centre: Math.min(season, best.lookback),
    penalty: best.penalty,
    weights: [...solve(parts, best.penalty)],
  };
}

/** Lookbacks worth trying: multiples of the seasons that leave windows to learn from. */
function candidates({
  season,
  longest,
  shortest,
  horizon,
}: Record<"season" | "longest" | "shortest" | "horizon", number>): number[] {
  const room = Math.max(2, Math.floor((shortest - horizon) * 0.6));
  const all = [2 * season, longest, longest + season, 2 * longest, horizon, 2 * horizon, 3 * horizon];
  const fits = [...new Set(all)].filter((length) => length >= 2 && length <= Math.min(room, 400));
  return fits.length > 0 ? fits : [Math.min(room, Math.max(2, Math.ceil(horizon / 2)))];
}

interface Parts {
  lookback: number;
  horizon: number;
  xx: Float64Array;
  xy: Float64Array;
  yySum: number;
}

/** Moments of (x − c, y − c), c the mean of the last season of the window: A·G·Aᵀ with A = I − 1·mᵀ. */
function centredParts(
  { length: n, products }: Moments,
  { lookback, horizon, season }: { lookback: number; horizon: number; season: number },
): Parts {
  const skip = n - horizon - lookback;
  const size = lookback + horizon;
  const centre = Math.min(season, lookback);
  // Mean over the last season of every column of G: Gm, and mᵀGm.
  const withCentre = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = lookback - centre; j < lookback; j++) sum += products[(i + skip) * n + j + skip] as number;
    withCentre[i] = sum / centre;
  }
  let square = 0;
  for (let j = lookback - centre; j < lookback; j++) square += (withCentre[j] as number) / centre;
  const at = (i: number, j: number) =>
    (products[(i + skip) * n + j + skip] as number) -
    (withCentre[i] as number) -
    (withCentre[j] as number) +
    square;
  const xx = new Float64Array(lookback * lookback);
  const xy = new Float64Array(lookback * horizon);
  for (let i = 0; i < lookback; i++) {
    for (let j = 0; j < lookback; j++) xx[i * lookback + j] = at(i, j);
    for (let h = 0; h < horizon; h++) xy[i * horizon + h] = at(i, lookback + h);
  }
  let yySum = 0;
  for (let h = 0; h < horizon; h++) yySum += at(lookback + h, lookback + h);
  return { lookback, horizon, xx, xy, yySum };
}

function solve({ lookback: n, xx, xy }: Parts, share: number): Float64Array {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += xx[i * n + i] as number;
  return solveSymmetric(xx, xy, { n, penalty: Math.max((share * trace) / n, 1e-12) });
}

/** Σ|y − Wx|² from moments: tr(YY − 2WᵀXY + WᵀXX·W). */
function lossOf({ lookback: n, horizon, xx, xy, yySum }: Parts, w: Float64Array): number {
  let loss = yySum;
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(horizon);
    for (let j = 0; j < n; j++) {
      const g = xx[i * n + j] as number;
      for (let h = 0; h < horizon; h++) row[h] = (row[h] as number) + g * (w[j * horizon + h] as number);
    }
    for (let h = 0; h < horizon; h++)
      loss += (w[i * horizon + h] as number) * ((row[h] as number) - 2 * (xy[i * horizon + h] as number));
  }
  return loss;
}

/** Further than the fitted horizon, forecasts join the window. */
function continued(fitted: Fitted, values: Float64Array, horizon: number): Float64Array {
  const { lookback, horizon: step, centre, weights } = fitted;
  const first = values[0] as number;
  // Shorter than the lookback: as if it had stood at its first value before.
  let past = Float64Array.from({ length: lookback }, (_, i) => values[values.length - lookback + i] ?? first);
  const out = new Float64Array(horizon);
  for (let done = 0; done < horizon; done += step) {
    let c = 0;
    for (let i = lookback - centre; i < lookback; i++) c += (past[i] as number) / centre;
    const next = new Float64Array(step).fill(c);
    for (let i = 0; i < lookback; i++) {
      const x = (past[i] as number) - c;
      for (let h = 0; h < step; h++) next[h] = (next[h] as number) + x * (weights[i * step + h] as number);
    }
    out.set(next.subarray(0, Math.min(step, horizon - done)), done);
    past = Float64Array.of(...past, ...next).slice(-lookback);
  }
  return out;
}
