import { z } from "zod";
import { local, type Method } from "../method.ts";
import { isSeasonal } from "../seasons.ts";
import { seasonalIndices, usableSeasons } from "./decompose.ts";
import { nelderMead } from "./nelderMead.ts";

const parameters = z.strictObject({
  /** Smoothing of the level, in (0, 1). */
  alpha: z.number(),
  /** Season taken out; 1 for none. */
  season: z.int(),
  isMultiplicative: z.boolean(),
});
type Theta = z.output<typeof parameters>;

/**
 * Theta: the mean of the straight line (θ = 0) and simple exponential smoothing of the line of double curvature (θ = 2),
 * on the seasonally adjusted series. It equals smoothing with half the line's slope as drift:
 * ŷₜ₊ₕ = ½(a + b(t + h)) + ½·SES(2y − line). Seasonal when `isSeasonal` says so; multiplicative on positive values.
 * Sources: Assimakopoulos & Nikolopoulos 2000, Int. J. Forecasting 16:521–530; the M3 winner, and as M4 ran it.
 */
export const thetaMethod = (): Method<Theta[]> =>
  local({
    name: "theta",
    parameters,
    minimum: () => 3,
    fit: ({ values, seasons }) => {
      const season = usableSeasons(seasons, values.length).find((m) => isSeasonal(values, m)) ?? 1;
      const isMultiplicative = values.every((value) => value > 0);
      const { lines } = adjusted(values, { season, isMultiplicative });
      const { x } = nelderMead(
        ([a = 0]) => (a > 0.001 && a < 0.9999 ? smooth(lines, a).squares : Infinity),
        [0.5],
        {
          steps: [0.2],
          evaluations: 60,
          tolerance: 1e-10,
        },
      );
      return { alpha: x[0] as number, season, isMultiplicative };
    },
    points: ({ alpha, season, isMultiplicative }, { values }, horizon) => {
      const n = values.length;
      const { lines, indices, intercept, slope } = adjusted(values, { season, isMultiplicative });
      const { level } = smooth(lines, alpha);
      return Float64Array.from({ length: horizon }, (_, h) => {
        const point = (intercept + slope * (n + h) + level) / 2;
        const index = indices[(n + h) % season] as number;
        return isMultiplicative ? point * index : point + index;
      });
    },
  });

/** The θ = 2 line of the seasonally adjusted values, and the θ = 0 line's intercept and slope (first step is 0). */
function adjusted(values: Float64Array, { season, isMultiplicative }: Omit<Theta, "alpha">) {
  const isUsed = season > 1 && values.length >= 2 * season;
  const indices = isUsed
    ? seasonalIndices(values, season, isMultiplicative)
    : new Float64Array(season).fill(isMultiplicative ? 1 : 0);
  const flat = values.map((value, t) => {
    const index = indices[t % season] as number;
    return isMultiplicative ? value / index : value - index;
  });
  const n = flat.length;
  const middle = (n - 1) / 2;
  const mean = flat.reduce((sum, value) => sum + value, 0) / n;
  let [product, square] = [0, 0];
  flat.forEach((value, t) => {
    product += (t - middle) * (value - mean);
    square += (t - middle) ** 2;
  });
  const slope = product / square;
  const intercept = mean - slope * middle;
  return { lines: flat.map((value, t) => 2 * value - intercept - slope * t), indices, intercept, slope };
}

/** Simple exponential smoothing from the first value: last level and the sum of squared one-step errors. */
function smooth(values: Float64Array, alpha: number): { level: number; squares: number } {
  let level = values[0] as number;
  let squares = 0;
  for (let t = 1; t < values.length; t++) {
    const error = (values[t] as number) - level;
    squares += error * error;
    level += alpha * error;
  }
  return { level, squares };
}
