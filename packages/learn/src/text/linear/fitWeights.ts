import { holdOut } from "../../evaluate/splits.ts";
import { breather } from "../../series/breathe.ts";
import { type ClassTarget, takeTargetRows } from "../../tabular/target.ts";
import type { TextFitOptions } from "../estimator.ts";
import { type SparseRows, takeSparseRows } from "../sparse.ts";
import { dot, lbfgs } from "./lbfgs.ts";
import { outputsOf, probabilitiesOf, softmaxObjective, type Weights } from "./softmax.ts";

/** λ tried, from strong to weak: the next fit starts where the last ended. */
export const penalties = [3, 1, 0.3, 0.1, 0.03, 0.01] as const;
/** Below this many rows λ is not chosen but 1. */
export const fewRows = 40;

export interface FittedWeights {
  weights: Weights;
  penalty: number;
  /** Mean −ln P on rows held out, of each λ tried; none when λ was given. */
  tried: { penalty: number; logLoss: number }[];
}

/**
 * Weights at a given λ, or at the one with the least log-loss on a tenth of the rows held out, then fitted on all rows. The
 * search ends when λ has become worse: the loss has one valley along it.
 */
export async function fitWeights(
  x: SparseRows,
  y: ClassTarget,
  { penalty, tolerance }: { penalty?: number | undefined; tolerance: number },
  { seed = 1, signal, onProgress }: TextFitOptions,
): Promise<FittedWeights> {
  const classes = y.classes.length;
  const size = (x.columns + 1) * outputsOf(classes);
  const rest = breather(signal);
  const fitAt = async (rows: SparseRows, labels: Int32Array, at: number, weights: Weights, until: number) => {
    const objective = softmaxObjective(rows, labels, classes, at, rest);
    const gradient = new Float64Array(size);
    await objective(new Float64Array(size), gradient);
    await lbfgs(objective, weights, {
      tolerance: until,
      from: Math.sqrt(dot(gradient, gradient)),
      maxIterations: 500,
    });
  };
  const weights = new Float64Array(size);
  const tried: FittedWeights["tried"] = [];
  let chosen = penalty ?? 1;
  if (penalty === undefined && x.rows >= fewRows) {
    const { training, heldOut } = holdOut(y, 0.1, { seed });
    const [a, b] = [takeSparseRows(x, training), takeSparseRows(x, heldOut)];
    const [ya, yb] = [takeTargetRows(y, training).labels, takeTargetRows(y, heldOut).labels];
    let least = Number.POSITIVE_INFINITY;
    const along = new Float64Array(size);
    for (const [i, at] of penalties.entries()) {
      await fitAt(a, ya, at, along, Math.max(tolerance, 3e-3));
      const p = await probabilitiesOf(b, along, classes, rest);
      const logLoss = yb.reduce(
        (sum, label, row) => sum - Math.log(Math.max(1e-15, p[row * classes + label] as number)) / yb.length,
        0,
      );
      tried.push({ penalty: at, logLoss });
      onProgress?.({
        share: 0.2 + (0.6 * (i + 1)) / penalties.length,
        step: `penalty ${at}`,
        values: { logLoss },
      });
      if (logLoss > least) break;
      least = logLoss;
      chosen = at;
      weights.set(along);
    }
  }
  await fitAt(x, y.labels, chosen, weights, tolerance);
  return { weights, penalty: chosen, tried };
}
