import type { PointOf } from "../define.ts";
import type { FunnelPlan } from "./plan.ts";

/** What the sentence about a person is made of: entry, last step reached, late event (0 without one), in one text. */
export function whySql(outcome: PointOf<"funnel">["outcome"], { span }: FunnelPlan): string {
  const ms = (time: string) => `toString(toInt64(${time}) + ${span.fromMs - 1})`;
  return `concat('${outcome}|', toString(level), '|', ${ms("at[1]")}, '|', ${ms("at[-1]")}, '|', if(late = 0, '', ${ms("late")}))`;
}

/** Why somebody is among the converted, or did not go on. */
export function whyOf(detail: string, { question, windowMs, steps }: FunnelPlan, nowMs: number): string {
  const [outcome, levelText, entryText, lastText, lateText] = detail.split("|");
  const [level, entry, last] = [levelText, entryText, lastText].map(Number) as [number, number, number];
  const { window } = question;
  const name = `${window.value}-${window.unit} window`;
  if (outcome === "converted" || level === steps)
    return level === 1 ? "Entered here." : `Got this far ${duration(last - entry)} after entering.`;
  const step = question.steps[level];
  const next =
    question.order === "unordered" ? "the next step" : `“${step?.label ?? step?.event ?? "any event"}”`;
  const end = entry + windowMs;
  if (lateText) {
    const late = Number(lateText);
    if (late > end) return `Did ${next} when the ${name} had ended ${duration(late - end)} earlier.`;
    return `Did ${next}, but not directly after the step before.`;
  }
  if (end > nowMs) return `Has not done ${next} yet; ${duration(end - nowMs)} of the ${name} are left.`;
  return `Did not do ${next} before the ${name} ended.`;
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** The two largest units: `2 d 4 h`, `4 min`, `0.3 s`. */
export function duration(ms: number): string {
  const start = units.findIndex(([, size]) => ms >= size);
  if (start < 0) return `${ms / 1000} s`;
  const [name, size] = units[start] ?? ["s", 1000];
  const smaller = units[start + 1];
  const whole = Math.floor(ms / size);
  const rest = smaller ? Math.floor((ms % size) / smaller[1]) : 0;
  return rest > 0 && smaller ? `${whole} ${name} ${rest} ${smaller[0]}` : `${whole} ${name}`;
}
