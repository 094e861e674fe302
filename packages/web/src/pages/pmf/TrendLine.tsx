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
      {/* Attributes, not classes: a picture of the page keeps them. */}
      <line
        x1={0}
        x2={width}
        y1={line.threshold}
        y2={line.threshold}
        stroke="#7d8a88"
        strokeDasharray="4 4"
      />
      {line.paths.map((path) => (
        <path
          key={path}
          d={path}
          fill="none"
          stroke="currentColor"
          strokeWidth={2}
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      ))}
      {line.points.map(({ x, y, start, isComplete }) => (
        <circle
          key={start}
          cx={x}
          cy={y}
          r={isComplete ? 2 : 3.2}
          fill={isComplete ? "currentColor" : "#ffffff"}
          stroke="currentColor"
          strokeWidth={isComplete ? 0 : 1.6}
        >
          <title>{start}</title>
        </circle>
      ))}
    </svg>
  );
}
