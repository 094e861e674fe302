import type { Method, MethodContext } from "./method.ts";
import type { Series } from "./series.ts";
import { upTo } from "./series.ts";

/** Errors of forecasts made at earlier origins, by which intervals are measured. */
export interface Residuals {
  /** y − ŷ per origin and step, [origins][horizon], oldest origin first; in the unit of the series. */
  readonly errors: readonly Float64Array[];
  /** True when there was no history to measure on: seasonal differences of the series stand in. */
  readonly isAssumed: boolean;
}

/** How many origins, and how many steps lie between them. */
export interface Calibration {
  /** 16 unless told. Fewer where the history is short. */
  origins?: number;
}

/**
 * Residuals by rolling origin (split conformal): parameters are fitted on what lies before the first origin only, then
 * forecasts are made from each origin and compared with what came. At most 40 % of the shortest history, the last
 * `horizon` included, is used so, and two of the longest season are left where the history allows.
 * Source: Vovk, Gammerman & Shafer 2005; for rolling origins Hyndman & Athanasopoulos 2021, otexts.com/fpp3, 5.10.
 */
export async function rollingResiduals<P>(
  method: Method<P>,
  histories: readonly Series[],
  { context, origins = 16 }: { context: MethodContext } & Calibration,
): Promise<Residuals[]> {
  const { horizon, signal } = context;
  const shortest = Math.min(...histories.map(({ values }) => values.length));
  const need = Math.max(3, ...histories.map(({ seasons }) => method.minimum(seasons, horizon)));
  // Two of every season that the whole history has: without them a method would be judged that does not know its season.
  const seasonal = Math.max(
    need,
    ...histories.flatMap(({ seasons, values }) =>
      seasons.map((m) => 2 * m).filter((two) => two <= values.length),
    ),
  );
  const most = Math.floor(0.4 * shortest);
  const roomAfter = (kept: number) => Math.min(most, shortest - kept) - horizon;
  // From one or two origins alone, a shock that all series share would go unseen: rather too wide than too narrow.
  const room = roomAfter(seasonal) >= 2 ? roomAfter(seasonal) : roomAfter(need);
  if (room < 0) return histories.map((series) => assumed(series, horizon));
  const count = Math.max(1, Math.min(origins, room + 1));
  const step = count === 1 ? 1 : Math.max(1, Math.floor(room / (count - 1)));
  const before = (series: Series, k: number) =>
    upTo(series, series.values.length - horizon - (count - 1 - k) * step);
  const parameters = await method.fit(
    histories.map((series) => before(series, 0)),
    { ...context, onProgress: undefined },
  );
  const out = histories.map(() => ({ errors: [] as Float64Array[], isAssumed: false }));
  for (let k = 0; k < count; k++) {
    const cut = histories.map((series) => before(series, k));
    const points = await method.points(parameters, cut, horizon, signal);
    histories.forEach(({ values }, i) => {
      const from = (cut[i] as Series).values.length;
      out[i]?.errors.push(
        (points[i] as Float64Array).map((point, h) => (values[from + h] as number) - point),
      );
    });
  }
  return out;
}

/** Differences over a season, grown by √(seasons ahead), as seasonal naive would err on a random walk. */
function assumed({ values, seasons }: Series, horizon: number): Residuals {
  const season = seasons[0] !== undefined && 2 * seasons[0] <= values.length ? seasons[0] : 1;
  const errors: Float64Array[] = [];
  for (let t = season; t < values.length; t++) {
    const difference = (values[t] as number) - (values[t - season] as number);
    errors.push(
      Float64Array.from({ length: horizon }, (_, h) => difference * Math.sqrt(Math.floor(h / season) + 1)),
    );
  }
  return { errors, isAssumed: true };
}

/** Origins from which a step's error alone says enough; below it neighbouring steps and other series join. */
const enough = 40;

/**
 * Half widths of the intervals per step: the ⌈(m + 1)·level⌉-th smallest of m absolute errors at this step and its
 * neighbours (conformal), made non-decreasing over the steps by isotonic regression. Where m is too small for the
 * level, errors of the other series join, scaled by mean absolute error. Shape: [horizon], unit of the series.
 */
export function halfWidths(
  own: Residuals,
  { level, horizon, others = [] }: { level: number; horizon: number; others?: readonly Residuals[] },
): Float64Array {
  const { errors } = own;
  const fitted = errors[0]?.length ?? 0;
  const steps = Math.min(horizon, fitted);
  const reach = Math.min(Math.ceil(enough / Math.max(errors.length, 1) / 2) - 1, Math.floor(fitted / 4));
  const borrowed = errors.length * (2 * Math.max(reach, 0) + 1) < 10 ? others : [];
  const size = meanAbsolute(own);
  const widths = Array.from({ length: steps }, (_, h) => {
    const from = Math.max(0, h - Math.max(reach, 0));
    const to = Math.min(fitted, h + Math.max(reach, 0) + 1);
    const scores: number[] = [];
    for (const row of errors) for (let i = from; i < to; i++) scores.push(Math.abs(row[i] as number));
    for (const other of borrowed) {
      const factor = size / meanAbsolute(other);
      if (Number.isFinite(factor) && other !== own)
        for (const row of other.errors) scores.push(Math.abs(row[h] as number) * factor);
    }
    scores.sort((a, b) => a - b);
    return scores[Math.min(Math.ceil((scores.length + 1) * level), scores.length) - 1] ?? 0;
  });
  const smooth = isotonic(widths);
  // Past the fitted horizon errors grow like a random walk's.
  return Float64Array.from({ length: horizon }, (_, h) =>
    h < steps ? (smooth[h] as number) : (smooth[steps - 1] ?? 0) * Math.sqrt((h + 1) / Math.max(steps, 1)),
  );
}

function meanAbsolute({ errors }: Residuals): number {
  let [sum, count] = [0, 0];
  for (const row of errors)
    for (const error of row) {
      sum += Math.abs(error);
      count++;
    }
  return sum / count;
}

/** The nearest non-decreasing values by least squares: pool adjacent violators. Source: Barlow et al. 1972. */
export function isotonic(values: readonly number[]): Float64Array {
  const pools: { sum: number; count: number }[] = [];
  for (const value of values) {
    let pool = { sum: value, count: 1 };
    for (
      let last = pools.at(-1);
      last && last.sum * pool.count > pool.sum * last.count;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
  }
  return Float64Array.from(
    pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count)),
  );
}
