import type { WhyReason } from "../../schema/point.ts";
import type { PointOf } from "../define.ts";
import type { FunnelPlan } from "./plan.ts";

/** What the sentence about a person is made of: entry, last step reached, late event (0 without one), in one text. */
export function whySql(outcome: PointOf<"funnel">["outcome"], { span }: FunnelPlan): string {
  const ms = (time: string) => `toString(toInt64(${time}) + ${span.fromMs - 1})`;
  return `concat('${outcome}|', toString(level), '|', ${ms("at[1]")}, '|', ${ms("at[-1]")}, '|', if(late = 0, '', ${ms("late")}))`;
}

/** Why somebody is among the converted, or did not go on: in words, and in parts for other languages. */
export function whyOf(detail: string, plan: FunnelPlan, nowMs: number): { why: string; reason: WhyReason } {
  const reason = reasonOf(detail, plan, nowMs);
  return { why: sentence(reason), reason };
}

function reasonOf(detail: string, { question, windowMs, steps }: FunnelPlan, nowMs: number): WhyReason {
  const [outcome, levelText, entryText, lastText, lateText] = detail.split("|");
  const [level, entry, last] = [levelText, entryText, lastText].map(Number) as [number, number, number];
  if (outcome === "converted" || level === steps)
    return level === 1 ? { code: "entered" } : { code: "reached", after: last - entry };
  const { window } = question;
  const asked = question.steps[level];
  const step = question.order === "unordered" ? null : (asked?.label ?? asked?.event ?? "any event");
  const end = entry + windowMs;
  if (lateText) {
    const late = Number(lateText);
    return late > end ? { code: "late", step, window, by: late - end } : { code: "notDirectly", step };
  }
  return end > nowMs
    ? { code: "pending", step, window, left: end - nowMs }
    : { code: "windowEnded", step, window };
}

function sentence(reason: WhyReason): string {
  if (reason.code === "entered") return "Entered here.";
  if (reason.code === "reached") return `Got this far ${duration(reason.after)} after entering.`;
  const next = reason.step === null ? "the next step" : `“${reason.step}”`;
  if (reason.code === "notDirectly") return `Did ${next}, but not directly after the step before.`;
  const name = `${reason.window.value}-${reason.window.unit} window`;
  if (reason.code === "late") return `Did ${next} when the ${name} had ended ${duration(reason.by)} earlier.`;
  if (reason.code === "pending")
    return `Has not done ${next} yet; ${duration(reason.left)} of the ${name} are left.`;
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
