import { holdOut, type Split } from "../../evaluate/splits.ts";
import { breather } from "../../series/breathe.ts";
import { type ClassTarget, takeTargetRows } from "../../tabular/target.ts";
import type { TextFitOptions } from "../estimator.ts";
import { type SparseRows, takeSparseRows } from "../sparse.ts";
import { dot, lbfgs } from "./lbfgs.ts";
import { curvatureOf, outputsOf, probabilitiesOf, softmaxObjective, type Weights } from "./softmax.ts";

/** λ tried from strong to weak, each fit starting where the last ended; stronger ones only when the first is the best. */
const weaker = [0.1, 0.03, 0.01, 0.003, 0.001] as const;
const stronger = [0.3, 1, 3] as const;
/** Below this many rows λ is not chosen but 1. */
export const fewRows = 40;
/** Rows that choose λ: more say the same. */
const mostSearched = 12_000;
/** Gradients of the search need not be as small as those of the fit. */
const pathTolerance = 1e-3;

export interface FittedWeights {
  weights: Weights;
  penalty: number;
  /** Mean −ln P on rows held out, of each λ tried; none when λ was given. */
  tried: { penalty: number; logLoss: number }[];
}

/**
 * Weights at a given λ, or at the one with the least log-loss on a tenth of the rows (12,000 at most) held out, then fitted on all rows. The
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
      curvature: curvatureOf(rows, classes, at),
    });
  };
  const weights = new Float64Array(size);
  const tried: FittedWeights["tried"] = [];
  let chosen = penalty ?? 1;
  if (penalty === undefined && x.rows >= fewRows) {
    const { training, heldOut } = holdOutOfMany(y, seed);
    const [a, b] = [takeSparseRows(x, training), takeSparseRows(x, heldOut)];
    const [ya, yb] = [takeTargetRows(y, training).labels, takeTargetRows(y, heldOut).labels];
    const walk = async (along: readonly number[], from: Weights, least: number) => {
      for (const at of along) {
        await fitAt(a, ya, at, from, Math.max(tolerance, pathTolerance));
        const p = await probabilitiesOf(b, from, classes, rest);
        const logLoss =
          yb.reduce(
            (sum, label, row) => sum - Math.log(Math.max(1e-15, p[row * classes + label] as number)),
            0,
          ) / yb.length;
        tried.push({ penalty: at, logLoss });
        onProgress?.({
          share: Math.min(0.9, 0.2 + 0.15 * tried.length),
          step: `penalty ${at}`,
          values: { logLoss },
        });
        if (logLoss >= least) return;
        least = logLoss;
        chosen = at;
        weights.set(from);
      }
    };
    await walk(weaker, new Float64Array(size), Number.POSITIVE_INFINITY);
    if (chosen === weaker[0])
      await walk(stronger, weights.slice(), tried[0]?.logLoss ?? Number.POSITIVE_INFINITY);
  }
  await fitAt(x, y.labels, chosen, weights, tolerance);
  return { weights, penalty: chosen, tried };
}

/** A tenth held out; of many rows some are in neither part. */
function holdOutOfMany(y: ClassTarget, seed: number): Split {
  const { training, heldOut } = holdOut(y, 0.1, { seed });
  const share = mostSearched / y.labels.length;
  if (share >= 1) return { training, heldOut };
  const few = (rows: Int32Array) => {
    const kept = holdOut(takeTargetRows(y, rows), share, { seed }).heldOut;
    return kept.map((place) => rows[place] as number);
  };
  return { training: few(training), heldOut: few(heldOut) };
}
