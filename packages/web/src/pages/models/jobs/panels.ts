import type { LearningSeries } from "@lepton/server";

export interface CurvePanel {
  model: string;
  /** Losses only, those on rows held out last, so that they are drawn on top. */
  lines: readonly LearningSeries[];
  names: readonly string[];
  /** Last round of any line. */
  rounds: number;
  low: number;
  high: number;
  /** The newest loss: on rows held out where there are any. */
  last: number;
}

const losses = ["loss", "val_loss"];

/** One panel per kind of model, in the order they began. */
export function curvePanels(series: readonly LearningSeries[]): CurvePanel[] {
  const models = [...new Set(series.map(({ model }) => model))];
  return models.flatMap((model): CurvePanel[] => {
    const lines = series
      .filter((line) => line.model === model && losses.includes(line.name) && line.points.length > 0)
      .sort((a, b) => losses.indexOf(a.name) - losses.indexOf(b.name) || a.run - b.run);
    const all = lines.flatMap(({ points }) => points);
    const newest = lines
      .filter(({ name }) => name === lines.at(-1)?.name)
      .at(-1)
      ?.points.at(-1);
    if (newest === undefined) return [];
    const values = all.map(({ y }) => y);
    return [
      {
        model,
        lines,
        names: [...new Set(lines.map(({ name }) => name))],
        rounds: Math.max(...all.map(({ x }) => x)),
        low: Math.min(...values),
        high: Math.max(...values),
        last: newest.y,
      },
    ];
  });
}

/** A line as an SVG path in a plane of the given size; rounds from 1 on the left. */
export function pathOf(
  points: LearningSeries["points"],
  { rounds, low, high }: Pick<CurvePanel, "rounds" | "low" | "high">,
  { width, height }: { width: number; height: number },
): string {
  const air = 4;
  const x = (round: number) => (rounds > 1 ? ((round - 1) / (rounds - 1)) * width : 0);
  const y = (loss: number) =>
    high > low ? air + (1 - (loss - low) / (high - low)) * (height - 2 * air) : height / 2;
  return points
    .map((point, i) => `${i === 0 ? "M" : "L"}${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`)
    .join("");
}
