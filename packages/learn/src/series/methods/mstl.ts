import { z } from "zod";
import { local, type Method } from "../method.ts";
import type { Series } from "../series.ts";
import { usableSeasons } from "./decompose.ts";
import {
  type FittedSmoothing,
  fitSmoothing,
  forecastSmoothing,
  smoothingOptions,
} from "./exponentialSmoothing.ts";
import { mstl } from "./stl.ts";

const parameters = z.strictObject({
  smoothing: z.custom<FittedSmoothing>(
    (value) => typeof value === "object" && value !== null && "form" in value,
  ),
  /** Decomposed as logarithms, so that seasons grow with the level. */
  isLog: z.boolean(),
});
type Fitted = z.output<typeof parameters>;

export interface MstlOptions {
  /** "auto": logarithms where the values are positive and vary more where they are higher. */
  log?: boolean | "auto";
}

/**
 * Decomposition into several seasons (MSTL), the last cycle of each carried on, and damped exponential smoothing of the
 * seasonally adjusted series. For hourly and daily series with a day, a week and a year in them.
 */
export function mstlMethod({ log = "auto" }: MstlOptions = {}): Method<Fitted[]> {
  return local({
    name: "mstl",
    options: { log },
    parameters,
    minimum: () => 3,
    fit: ({ values, seasons }) => {
      const used = usableSeasons(seasons, values.length);
      const isLog =
        values.every((y) => y > 0) && (log === "auto" ? growsWithLevel(values, used[0] ?? 1) : log);
      const { adjusted } = mstl(isLog ? values.map(Math.log) : values, used);
      const smoothing = fitSmoothing(adjusted, 1, smoothingOptions.parse({ error: "additive" }));
      return { smoothing, isLog };
    },
    points: ({ smoothing, isLog }, { values, seasons }: Series, horizon) => {
      const used = usableSeasons(seasons, values.length);
      const { adjusted, seasonals } = mstl(isLog ? values.map(Math.log) : values, used);
      const base = forecastSmoothing(smoothing, adjusted, horizon);
      const points = base.map((point, h) => {
        let sum = point;
        used.forEach((season, i) => {
          const seasonal = seasonals[i] as Float64Array;
          sum += seasonal[values.length - season + (h % season)] as number;
        });
        return sum;
      });
      return isLog ? points.map(Math.exp) : points;
    },
  });
}

/** Whether the range within a season correlates with its mean beyond 0.6. */
function growsWithLevel(values: Float64Array, season: number): boolean {
  const length = Math.max(season, 6);
  const blocks = Math.floor(values.length / length);
  if (blocks < 4) return false;
  const [means, ranges]: [number[], number[]] = [[], []];
  for (let i = 0; i < blocks; i++) {
    const block = values.subarray(values.length - (i + 1) * length, values.length - i * length);
    means.push(block.reduce((sum, y) => sum + y, 0) / length);
    ranges.push(Math.max(...block) - Math.min(...block));
  }
  const average = (list: readonly number[]) => list.reduce((sum, y) => sum + y, 0) / blocks;
  const [m, r] = [average(means), average(ranges)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < blocks; i++) {
    const [dx, dy] = [(means[i] as number) - m, (ranges[i] as number) - r];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy) > 0.6;
}
