import classes from "./pmf.module.css";
import { scaleOf } from "./scale.ts";
import type { PmfMeasure } from "./types.ts";

/** The interval as a band, the value as a dot, the threshold as a line: doubt one can see. */
export function MeasureBar({ measure, label }: { measure: PmfMeasure; label: string }) {
  const scale = scaleOf(measure);
  const isMuted = measure.verdict === "notEnoughData" || measure.verdict === "noData";
  return (
    <div className={classes.bar} role="img" aria-label={label} data-muted={isMuted || undefined}>
      <div className={classes.track} />
      {scale.low !== null && scale.high !== null && (
        <div
          className={classes.band}
          style={{ left: `${scale.low}%`, width: `${scale.high - scale.low}%` }}
        />
      )}
      <div className={classes.threshold} style={{ left: `${scale.threshold}%` }} />
      {scale.value !== null && <div className={classes.dot} style={{ left: `${scale.value}%` }} />}
    </div>
  );
}
