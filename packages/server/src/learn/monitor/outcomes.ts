import { type FeaturePlan, featureRows, type Inquiry } from "@lepton/growth";
import type { Measured, Model } from "../../contract/model.ts";
import type { OutcomeCheck } from "../../contract/monitor.ts";
import type { DueCheck } from "../../meta/modelChecks.ts";
import { headlineOf, isHigherBetter, type Judged, measureAll } from "../train/measures.ts";

const peoplePerRead = 1_000;
/** Fewer people with the rarer outcome give no AUC worth a word. */
const leastOfEach = 10;

/** What happened to the people of an earlier scoring, in the horizon after it. */
export async function happenedTo(
  inquiry: Inquiry,
  { recipe }: Pick<Model, "recipe">,
  plan: FeaturePlan,
  { cutoffMs, sample }: DueCheck,
): Promise<Judged> {
  const scores = new Map(sample);
  const truth: number[] = [];
  const score: number[] = [];
  for (let from = 0; from < sample.length; from += peoplePerRead) {
    const personIds = sample.slice(from, from + peoplePerRead).map(([person]) => person);
    for await (const rows of featureRows(inquiry, { recipe, plan, cutoffMs, outcome: true, personIds }))
      for (const { personId, outcome } of rows) {
        const said = scores.get(personId);
        if (said === undefined || outcome === null || outcome === undefined) continue;
        truth.push(outcome);
        score.push(said);
      }
  }
  return { truth: Float64Array.from(truth), score: Float64Array.from(score) };
}

/** Scores beside what happened, with 95% bootstrap intervals; worse when the headline's lies beyond the test's. */
export function judge(
  { task, headline, seed }: Pick<Model, "task" | "headline" | "seed">,
  judged: Judged,
  at: Date,
): OutcomeCheck {
  const n = judged.truth.length;
  const mean = (values: Float64Array) => (n === 0 ? 0 : values.reduce((a, b) => a + b, 0) / n);
  const happened = judged.truth.reduce((sum, y) => sum + y, 0);
  const isEnough =
    task === "classification" ? Math.min(happened, n - happened) >= leastOfEach : n >= 3 * leastOfEach;
  const metrics = isEnough ? measureAll(task, judged, seed) : {};
  const now = metrics[headlineOf(task)];
  return {
    judgedAt: at.toISOString(),
    n,
    expected: mean(judged.score),
    happened: mean(judged.truth),
    metrics,
    isWorse: now !== undefined && isWorse(now, headline, isHigherBetter(task)),
  };
}

/** The intervals do not meet, and the newer one is on the worse side. */
export function isWorse(now: Measured, before: Measured, isHigher: boolean): boolean {
  if (now.low === null || now.high === null || before.low === null || before.high === null) return false;
  return isHigher ? now.high < before.low : now.low > before.high;
}
