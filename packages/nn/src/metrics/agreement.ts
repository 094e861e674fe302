import { type ConfusionMatrix, margins } from "./confusionMatrix.ts";

/** Mean recall of the classes that occur, so that a rare class counts as much as a common one. */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  const { truth, right } = margins(matrix);
  let sum = 0;
  let occurring = 0;
  truth.forEach((support, label) => {
    if (support === 0) return;
    sum += (right[label] as number) / support;
    occurring++;
  });
  return sum / occurring;
}

/**
 * Matthews' correlation of truth and prediction, in [−1, 1]; for two classes
 * (TP·TN − FP·FN)/√((TP+FP)(TP+FN)(TN+FP)(TN+FN)). Null when either side is of one class only (scikit-learn says 0).
 * Source: Gorodkin 2004, Comput. Biol. Chem. 28:367–374 (several classes).
 */
export function matthewsCorrelation(matrix: ConfusionMatrix): number | null {
  const { truth, prediction, right, all } = margins(matrix);
  let hits = 0;
  let chance = 0;
  let truthSquares = 0;
  let predictionSquares = 0;
  for (let c = 0; c < matrix.classes; c++) {
    const t = (truth[c] as number) / all;
    const p = (prediction[c] as number) / all;
    hits += (right[c] as number) / all;
    chance += t * p;
    truthSquares += t * t;
    predictionSquares += p * p;
  }
  if (truth.includes(all) || prediction.includes(all)) return null;
  return (hits - chance) / Math.sqrt((1 - truthSquares) * (1 - predictionSquares));
}

/**
 * Cohen's kappa: agreement beyond chance, 1 − Σ v·observed / Σ v·expected with v = 0 on the diagonal and elsewhere
 * 1, |i − j| (`linear`) or (i − j)² (`quadratic`, for ordered classes). 1 is perfect, 0 is chance.
 * Null when chance alone agrees always. Source: Cohen 1968, Psychol. Bull. 70:213–220.
 */
export function cohenKappa(matrix: ConfusionMatrix, weighting: "none" | "linear" | "quadratic" = "none") {
  const { classes, counts } = matrix;
  const { truth, prediction, all } = margins(matrix);
  const distance = (i: number, j: number) =>
    weighting === "none" ? Number(i !== j) : weighting === "linear" ? Math.abs(i - j) : (i - j) ** 2;
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < classes; i++)
    for (let j = 0; j < classes; j++) {
      observed += distance(i, j) * (counts[i * classes + j] as number);
      expected += (distance(i, j) * (truth[i] as number) * (prediction[j] as number)) / all;
    }
  return expected === 0 ? null : 1 - observed / expected;
}
