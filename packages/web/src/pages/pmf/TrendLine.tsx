import classes from "./pmf.module.css";
import { lineOf } from "./trend.ts";
import type { PmfMeasure } from "./types.ts";

const width = 300;
const height = 54;

/** A measure over time with its threshold; the period that still runs is a hollow point. */
export function TrendLine({ measure, label }: { measure: PmfMeasure; label: string }) {
  const line = lineOf(measure.trend, measure.threshold.value, width, height);
  if (!line) return null;
  return (
    <svg className={classes.trend} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <title>{label}</title>
      <line className={classes.trendThreshold} x1={0} x2={width} y1={line.threshold} y2={line.threshold} />
      {line.paths.map((path) => (
        <path key={path} className={classes.trendLine} d={path} />
      ))}
      {line.points.map(({ x, y, start, isComplete }) => (
        <circle key={start} cx={x} cy={y} r={isComplete ? 2 : 3} data-hollow={!isComplete || undefined}>
          <title>{start}</title>
        </circle>
      ))}
    </svg>
  );
}
