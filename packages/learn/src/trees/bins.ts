import type { Frame } from "../tabular/frame.ts";
import type { Pace } from "../tabular/pace.ts";

/** A feature cut into at most 255 bins; missing rows are in the bin after the last. */
export interface BinnedFeature {
  /** [rows] */
  codes: Uint8Array;
  /** Bins of values; `bins` itself is the missing rows' code. */
  bins: number;
  /** Upper edges of all bins but the last: value ≤ edges[b] ⇔ code ≤ b. Null for a category, whose code is its bin. */
  edges: Float64Array | null;
}

const mostBins = 255;
/** Below so many rows a quarter of the bins tells as much, and costs a quarter where bins outnumber a node's rows. */
const manyRows = 10_000;
const fewBins = 64;
/** Quantiles are taken of this many rows at most, evenly spaced. */
const sampleRows = 200_000;

/**
 * Every feature in bins: its distinct values if there are few, otherwise bins of equal numbers of rows.
 * Source: Ke et al. 2017, NeurIPS 30 (LightGBM).
 */
export async function binned(frame: Frame, pace: Pace): Promise<BinnedFeature[]> {
  const out: BinnedFeature[] = [];
  for (let j = 0; j < frame.values.length; j++) {
    const values = frame.values[j] as Float64Array;
    const levels = frame.features[j]?.levels ?? null;
    out.push(levels === null ? binNumbers(values) : binCategories(values, levels.length));
    if (pace.isDue()) await pace.rest();
  }
  return out;
}

function binCategories(values: Float64Array, levels: number): BinnedFeature {
  const codes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    codes[i] = Number.isNaN(value) ? levels : value;
  }
  return { codes, bins: levels, edges: null };
}

function binNumbers(values: Float64Array): BinnedFeature {
  const edges = edgesOf(values);
  const bins = edges.length + 1;
  const codes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      codes[i] = bins;
      continue;
    }
    let low = 0;
    for (let high = edges.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (value <= (edges[middle] as number)) high = middle;
      else low = middle + 1;
    }
    codes[i] = low;
  }
  return { codes, bins, edges };
}

/** Midpoints between neighbours: of all distinct values, or of those at the quantiles. */
function edgesOf(values: Float64Array): Float64Array {
  const most = values.length < manyRows ? fewBins : mostBins;
  const step = Math.max(1, Math.floor(values.length / sampleRows));
  const sorted = values.filter((value, i) => i % step === 0 && !Number.isNaN(value)).sort();
  const edges: number[] = [];
  let distinct = 0;
  for (let i = 1; i < sorted.length && distinct < most; i++)
    if (sorted[i] !== sorted[i - 1]) {
      edges.push(between(sorted[i - 1] as number, sorted[i] as number));
      distinct++;
    }
  if (distinct < most) return Float64Array.from(edges);
  const cuts = new Set<number>();
  for (let b = 1; b < most; b++) {
    const at = Math.floor((b * sorted.length) / most);
    cuts.add(between(sorted[at - 1] as number, sorted[at] as number));
  }
  return Float64Array.from(cuts);
}

/** The midpoint, which must stay below the upper value where both are neighbouring floats. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= high ? low : middle;
}
