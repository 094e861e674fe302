import { loess } from "./loess.ts";

export interface StlOptions {
  /** Cycles that a seasonal value is smoothed over, odd; Infinity for a season that never changes. */
  seasonalWidth: number;
  /** Rounds of the inner loop; 2 unless told. */
  rounds?: number;
}

/**
 * y = trend + season + rest by LOESS: each place of the season is smoothed over the cycles, low-passed so that it holds
 * no trend, and the trend smooths what is left. Without robustness weights. Shapes [n]. Needs two seasons.
 * Source: Cleveland, Cleveland, McRae & Terpenning 1990, J. Official Statistics 6:3–73.
 */
export function stl(
  values: Float64Array,
  season: number,
  { seasonalWidth, rounds = 2 }: StlOptions,
): { trend: Float64Array; seasonal: Float64Array } {
  const n = values.length;
  const span = Number.isFinite(seasonalWidth) ? seasonalWidth : 10 * n + 1;
  const trendWidth = odd((1.5 * season) / (1 - 1.5 / span));
  let trend: Float64Array = new Float64Array(n);
  let seasonal: Float64Array = new Float64Array(n);
  for (let round = 0; round < rounds; round++) {
    const cycles = cycleSmooths(
      values.map((y, t) => y - (trend[t] as number)),
      season,
      seasonalWidth,
    ); // [n + 2·season]
    const low = loess(average(average(average(cycles, season), season), 3), odd(season), {
      jump: Math.ceil(season / 10),
    }); // [n]
    seasonal = Float64Array.from(
      { length: n },
      (_, t) => (cycles[t + season] as number) - (low[t] as number),
    );
    trend = loess(
      values.map((y, t) => y - (seasonal[t] as number)),
      trendWidth,
      { jump: Math.ceil(trendWidth / 10) },
    );
  }
  return { trend, seasonal };
}

/** Every place of the season smoothed over the cycles and carried one cycle beyond both ends, [n + 2·season]. */
function cycleSmooths(values: Float64Array, season: number, width: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n + 2 * season);
  for (let k = 0; k < season; k++) {
    const own = Float64Array.from(
      { length: Math.ceil((n - k) / season) },
      (_, i) => values[k + i * season] as number,
    );
    const smooth = Number.isFinite(width)
      ? loess(own, width, { before: 1, after: 1 })
      : new Float64Array(own.length + 2).fill(own.reduce((sum, y) => sum + y, 0) / own.length);
    for (let i = 0; i < smooth.length; i++) out[k + i * season] = smooth[i] as number;
  }
  return out;
}

/** Moving average of `width` values, [n − width + 1]. */
function average(values: Float64Array, width: number): Float64Array {
  const out = new Float64Array(values.length - width + 1);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += (values[i] as number) - (i >= width ? (values[i - width] as number) : 0);
    if (i >= width - 1) out[i - width + 1] = sum / width;
  }
  return out;
}

const odd = (x: number) => {
  const up = Math.ceil(x);
  return up % 2 === 0 ? up + 1 : up;
};

/**
 * Several seasons: STL of each in turn, shortest first, on the series without the other seasons, `rounds` times.
 * Source: Bandara, Hyndman & Bergmeir 2021, arXiv:2107.13462 (seasonal widths 7 + 4i).
 */
export function mstl(
  values: Float64Array,
  seasons: readonly number[],
  rounds = 2,
): { seasonals: readonly Float64Array[]; adjusted: Float64Array } {
  const seasonals: Float64Array[] = seasons.map(() => new Float64Array(values.length));
  const adjusted = values.slice();
  for (let round = 0; round < (seasons.length > 1 ? rounds : 1); round++)
    seasons.forEach((season, i) => {
      const old = seasonals[i] as Float64Array;
      const input = adjusted.map((y, t) => y + (old[t] as number));
      const { seasonal } = stl(input, season, { seasonalWidth: 7 + 4 * (i + 1) });
      seasonals[i] = seasonal;
      input.forEach((y, t) => {
        adjusted[t] = y - (seasonal[t] as number);
      });
    });
  return { seasonals, adjusted };
}
