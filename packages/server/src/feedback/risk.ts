import type { FeedbackPerson } from "@lepton/growth";
import type { FeedbackThemes } from "../contract/feedback.ts";
import type { Outcomes } from "./reader.ts";

const dayMs = 86_400_000;
/** Without a use for so long somebody counts as inactive. */
export const inactiveDays = 30;
/** Rather leaving than staying. */
export const leavingFrom = 0.5;

/** Likely to leave by the model's stored score where there is one, else without a use for `inactiveDays`. */
export function isAtRisk(person: FeedbackPerson | undefined, nowMs: number): boolean {
  if (person?.churn != null) return person.churn >= leavingFrom;
  const lastUse = person?.lastUse ?? null;
  return lastUse === null || nowMs - lastUse > inactiveDays * dayMs;
}

export const riskOf = ({ model }: Outcomes): FeedbackThemes["risk"] =>
  model === null
    ? { by: "inactive", days: inactiveDays }
    : {
        by: "model",
        model: { id: model.id, name: model.name },
        threshold: leavingFrom,
        days: inactiveDays,
      };
