import type { FeaturePlan, Inquiry } from "@lepton/growth";
import type { LearnContext } from "../../context.ts";
import type { Model } from "../../contract/model.ts";
import type { ScoreSample } from "../../meta/modelChecks.ts";
import { checkOf, withOutcomes } from "./check.ts";
import { happenedTo, judge } from "./outcomes.ts";
import type { Observed } from "./reference.ts";

const dayMs = 86_400_000;
/** Outcomes of the last day may still be on their way. */
const graceMs = dayMs;

export interface Scoring {
  at: Date;
  cutoffMs: number;
  people: number;
  observed: Observed | null;
  sample: ScoreSample;
}

/**
 * After a scoring: holds inputs and scores against the reference, judges earlier scorings whose outcomes are known by
 * now, and says of the model how it does. A model of an older Lepton has no reference: only its outcomes are judged.
 */
export async function watchModel(
  { meta }: LearnContext,
  project: string,
  model: Model,
  { inquiry, plan, scoring }: { inquiry: Inquiry; plan: FeaturePlan; scoring: Scoring },
): Promise<void> {
  const { at, cutoffMs, people, observed, sample } = scoring;
  for (const due of await meta.modelChecks.due(model.id, at))
    await meta.modelChecks.judged(due.id, judge(model, await happenedTo(inquiry, model, plan, due), at));
  const found =
    model.reference && observed
      ? checkOf(model.reference, observed, { people, drivers: model.drivers })
      : { people, state: "few" as const, reasons: [], scorePsi: null, worst: null, shifts: [] };
  const outcomes = (await meta.modelChecks.list(model.id)).find((check) => check.outcomes)?.outcomes ?? null;
  const { metric, value } = model.headline;
  const worseBy = Math.abs(value - (outcomes?.metrics[metric]?.value ?? value));
  const told = withOutcomes(found, outcomes, worseBy);
  await meta.modelChecks.add(project, {
    model: model.id,
    at,
    cutoffMs,
    dueMs: cutoffMs + model.horizonDays * dayMs + graceMs,
    body: { ...found, ...told },
    sample,
  });
  await meta.models.checked(project, model.id, { ...told, at: at.toISOString() });
}
