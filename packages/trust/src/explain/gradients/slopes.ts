import { LeptonError } from "@lepton/core";
import type { Gradient } from "../predict.ts";

/**
 * Gradients of many points, checked: [points, inputs].
 * Errors: TRUST_GRADIENT when there is not one finite slope per input.
 */
export async function slopes(
  gradient: Gradient,
  points: readonly Float64Array[],
): Promise<readonly ArrayLike<number>[]> {
  const out = await gradient(points);
  const odd = points.findIndex((point, i) => {
    const slope = out[i];
    if (slope?.length !== point.length) return true;
    for (let j = 0; j < slope.length; j++) if (!Number.isFinite(slope[j])) return true;
    return false;
  });
  if (odd >= 0 || out.length !== points.length)
    throw new LeptonError("TRUST_GRADIENT", {
      problem: "The gradient function must answer one finite slope per input for every point.",
      received: `${out.length} answers for ${points.length} points, ${out[odd]?.length ?? 0} slopes at point ${odd}`,
      next: "Return arrays as long as the points it is called with; check the model for NaN.",
    });
  return out;
}
