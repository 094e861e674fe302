import classes from "./act.module.css";

interface WhiskerProps {
  low: number;
  value: number;
  high: number;
  /** Both ends of the scale, alike in every row of a table. */
  from: number;
  to: number;
  tone: "good" | "bad" | "open";
  label: string;
}

/** A difference as a dot with its interval, beside the line of no difference. */
export function Whisker({ low, value, high, from, to, tone, label }: WhiskerProps) {
  const at = (figure: number) => `${Math.min(100, Math.max(0, (100 * (figure - from)) / (to - from || 1)))}%`;
  const width = `${Math.max(0.5, (100 * (Math.min(high, to) - Math.max(low, from))) / (to - from || 1))}%`;
  return (
    <div className={classes.whiskers} role="img" aria-label={label} data-tone={tone}>
      <span className={classes.zero} style={{ left: at(0) }} />
      <span className={classes.whisker} style={{ left: at(low), width }} />
      <span className={classes.dot} style={{ left: at(value) }} />
    </div>
  );
}
