import type { PmfMeasure } from "./types.ts";

/** Where the interval, the value and the threshold of a measure stand on its bar. */
export interface Scale {
  min: number;
  max: number;
  /** Places in percent of the bar, clipped to [0, 100]; null when the value is unknown. */
  value: number | null;
  low: number | null;
  high: number | null;
  threshold: number;
}

/**
 * The bar of one measure. Shares run 0…100 % (or to the next full 10 % above everything shown when all is small);
 * scores run −100…100; ratios and money start at 0 and leave room above the largest mark.
 */
export function scaleOf(measure: Pick<PmfMeasure, "value" | "unit" | "threshold">): Scale {
  const { value, low, high } = measure.value;
  const marks = [value, low, high, measure.threshold.value].filter((it): it is number => it !== null);
  const [min, max] = bounds(measure.unit, marks);
  const place = (mark: number | null) =>
    mark === null ? null : Math.min(100, Math.max(0, ((mark - min) / (max - min)) * 100));
  return {
    min,
    max,
    value: place(value),
    low: place(low),
    high: place(high),
    threshold: place(measure.threshold.value) ?? 0,
  };
}

function bounds(unit: PmfMeasure["unit"], marks: number[]): [number, number] {
  const largest = Math.max(0, ...marks);
  const smallest = Math.min(0, ...marks);
  switch (unit) {
    case "score":
      return [-100, 100];
    case "share": {
      const max = Math.min(1, Math.max(0.1, Math.ceil(largest * 1.15 * 10) / 10));
      return [Math.max(-1, Math.floor(smallest * 10) / 10), Math.max(max, largest)];
    }
    default:
      return [smallest * 1.2, largest === 0 ? 1 : largest * 1.25];
  }
}
