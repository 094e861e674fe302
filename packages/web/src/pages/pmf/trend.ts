import type { PmfMeasure } from "./types.ts";

export interface Line {
  /** SVG paths; a gap in the data is a gap in the line. */
  paths: string[];
  points: { x: number; y: number; start: string; isComplete: boolean }[];
  /** Height of the threshold. */
  threshold: number;
}

const margin = 5;

/** Places a trend and its threshold in a box of `width` × `height`; null below two known points. */
export function lineOf(
  trend: PmfMeasure["trend"],
  threshold: number,
  width: number,
  height: number,
): Line | null {
  const known = trend.map((it) => it.value).filter((it) => it !== null);
  if (known.length < 2) return null;
  const low = Math.min(threshold, ...known);
  const high = Math.max(threshold, ...known);
  const x = (index: number) => margin + (index / (trend.length - 1)) * (width - 2 * margin);
  const y = (value: number) =>
    high === low ? height / 2 : height - margin - ((value - low) / (high - low)) * (height - 2 * margin);
  const points: Line["points"] = [];
  const paths: string[] = [];
  let path = "";
  trend.forEach(({ value, start, complete }, index) => {
    if (value === null) {
      if (path.includes("L")) paths.push(path);
      path = "";
      return;
    }
    const point = { x: round(x(index)), y: round(y(value)), start, isComplete: complete };
    points.push(point);
    path += `${path === "" ? "M" : "L"}${point.x} ${point.y}`;
  });
  if (path.includes("L")) paths.push(path);
  return { paths, points, threshold: round(y(threshold)) };
}

const round = (value: number) => Math.round(value * 10) / 10;
