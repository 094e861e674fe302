import type { Reason } from "@lepton/server";

export interface Step {
  key: string;
  /** `base`: the average person; `rest`: all smaller effects together; `score`: the sum. */
  kind: "base" | "reason" | "rest" | "score";
  reason: Reason | null;
  effect: number;
  from: number;
  to: number;
}

const tiny = 1e-9;

/** From the average person's score to this one's, effect by effect; what is not listed stands in one step. */
export function waterfall(base: number, reasons: readonly Reason[], score: number, most: number): Step[] {
  const largest = [...reasons].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, most);
  const steps: Step[] = [{ key: "base", kind: "base", reason: null, effect: base, from: 0, to: base }];
  let at = base;
  for (const reason of largest) {
    const to = at + reason.effect;
    steps.push({ key: reason.feature, kind: "reason", reason, effect: reason.effect, from: at, to });
    at = to;
  }
  if (Math.abs(score - at) > tiny)
    steps.push({ key: "rest", kind: "rest", reason: null, effect: score - at, from: at, to: score });
  return [...steps, { key: "score", kind: "score", reason: null, effect: score, from: 0, to: score }];
}
