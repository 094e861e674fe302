import { type Bins, kolmogorovSmirnov, psi, psiThresholds, shares } from "@lepton/learn";
import type { Driver } from "../../contract/model.ts";
import type {
  HealthReason,
  HealthState,
  ModelReference,
  OutcomeCheck,
  Shifted,
} from "../../contract/monitor.ts";
import type { CheckBody } from "../../meta/modelChecks.ts";
import type { Observed } from "./reference.ts";

/** Fewer people shift by chance alone: the mean PSI of ten bins is then about 9 ÷ 200 = 0.045. */
export const leastPeople = 200;
export const thresholds = { ...psiThresholds, leastPeople };
/** The inputs that the model goes by most: a large shift of one is an alert, of another a reason to look. */
const mainInputs = 5;

function shiftOf(feature: string | null, reference: Bins, now: Bins): Shifted {
  const ks = kolmogorovSmirnov(reference, now);
  return {
    feature,
    edges: reference.kind === "number" ? reference.edges : null,
    levels: reference.kind === "category" ? reference.levels : null,
    reference: shares(reference),
    now: shares(now),
    psi: psi(reference, now),
    ks: ks?.statistic ?? null,
    p: ks?.p ?? null,
  };
}

/** A scoring beside the reference: every distribution, the score first, then inputs by how far they shifted. */
export function checkOf(
  reference: ModelReference,
  observed: Observed,
  { people, drivers }: { people: number; drivers: readonly Driver[] },
): CheckBody {
  const score = shiftOf(null, reference.score, observed.score);
  const inputs = reference.inputs
    .flatMap(({ feature, bins }, i) => {
      const now = observed.inputs[i];
      return now === undefined ? [] : [shiftOf(feature, bins, now)];
    })
    .sort((a, b) => b.psi - a.psi);
  const [worst] = inputs;
  return {
    people,
    ...stateOf(score, inputs, { people, drivers }),
    scorePsi: score.psi,
    worst: worst?.feature ? { feature: worst.feature, psi: worst.psi } : null,
    shifts: [score, ...inputs],
  };
}

/**
 * `alert`: the scores' PSI, or that of one of the five main inputs, is 0.25 or more. `watch`: a PSI of 0.1 or more of
 * either, or of 0.25 of any other input the model uses. Below 200 people nothing is said.
 */
function stateOf(
  score: Shifted,
  inputs: readonly Shifted[],
  { people, drivers }: { people: number; drivers: readonly Driver[] },
): { state: HealthState; reasons: HealthReason[] } {
  if (people < leastPeople) return { state: "few", reasons: [] };
  const { watch, alert } = psiThresholds;
  const used = drivers.filter(({ importance }) => importance > 0).map(({ feature }) => feature);
  const main = new Set(used.slice(0, mainInputs));
  const reasons: HealthReason[] = [];
  let state: HealthState = "ok";
  const raise = (to: "watch" | "alert", reason: HealthReason) => {
    reasons.push(reason);
    if (state !== "alert") state = to;
  };
  if (score.psi >= watch)
    raise(score.psi >= alert ? "alert" : "watch", { code: "SCORE_SHIFTED", value: score.psi });
  for (const { feature, psi: shift } of inputs) {
    if (feature === null || !used.includes(feature)) continue;
    const reason: HealthReason = { code: "INPUT_SHIFTED", feature, value: shift };
    if (main.has(feature) && shift >= watch) raise(shift >= alert ? "alert" : "watch", reason);
    else if (shift >= alert) raise("watch", reason);
  }
  return { state, reasons };
}

/** The state with what happened to people scored earlier: doing worse than on the test is an alert. */
export function withOutcomes(
  found: Pick<CheckBody, "state" | "reasons">,
  latest: OutcomeCheck | null,
  worseBy: number,
): Pick<CheckBody, "state" | "reasons"> {
  if (!latest?.isWorse) return found;
  return { state: "alert", reasons: [{ code: "OUTCOMES_WORSE", value: worseBy }, ...found.reasons] };
}
