import { LeptonError } from "@lepton/core";
import type { Table } from "../table/table.ts";
import type { FittedModel } from "../tabular/estimator.ts";
import type { Target } from "../tabular/target.ts";

/** What a model says of rows: values [rows], or probabilities [rows, classes]. */
export type Predictions = Float64Array;

export async function predictionsOf(fitted: FittedModel, x: Table): Promise<Predictions> {
  return fitted.task === "regression" ? fitted.predict(x) : fitted.predictProbabilities(x);
}

export const scoreNames = [
  "auc",
  "averagePrecision",
  "logLoss",
  "brier",
  "accuracy",
  "balancedAccuracy",
  "rmse",
  "mae",
  "r2",
] as const;
export type ScoreName = (typeof scoreNames)[number];

/** A metric of one set of rows, ready to be asked again with other weights of the rows, as the bootstrap does. */
export type WeightedScore = (weights: Float64Array) => number | null;

export interface Score {
  name: ScoreName;
  isHigherBetter: boolean;
  /** Null where it is not defined, e.g. the AUC of one class. */
  prepare(y: Target, predictions: Predictions): WeightedScore;
}

/** Mean of a loss per row, then `then` of it. */
const meanOf = (
  lossOf: (i: number) => number,
  rows: number,
  then = (mean: number) => mean,
): WeightedScore => {
  const losses = Float64Array.from({ length: rows }, (_, i) => lossOf(i));
  return (weights) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < rows; i++) {
      const w = weights[i] as number;
      sum += w * (losses[i] as number);
      total += w;
    }
    return total === 0 ? null : then(sum / total);
  };
};

/** A probability is kept this far from 0 and 1, as scikit-learn keeps it. */
const leastProbability = 1e-15;

const ofClasses = (y: Target) => {
  if (y.task === "classification") return y;
  throw new LeptonError("LEARN_METRIC_TASK", {
    problem: "This metric is for classes.",
    received: "a regression",
    next: "Take rmse, mae or r2.",
  });
};
const ofValues = (y: Target) => {
  if (y.task === "regression") return y.values;
  throw new LeptonError("LEARN_METRIC_TASK", {
    problem: "This metric is for values.",
    received: "classes",
    next: "Take auc, logLoss or accuracy.",
  });
};

/** Order of the rows by falling score and where runs of equal scores end. */
function ranking(score: (i: number) => number, rows: number) {
  const values = Float64Array.from({ length: rows }, (_, i) => score(i));
  const order = Uint32Array.from(values, (_, i) => i).sort(
    (a, b) => (values[b] as number) - (values[a] as number),
  );
  const isEnd = Uint8Array.from(order, (row, at) => Number(values[row] !== values[order[at + 1] ?? -1]));
  return { order, isEnd };
}

/**
 * Chance that a row of the class scores above another row, ties half; of several classes the mean over each against
 * the rest. Null when a class is missing or all there is.
 */
function auc(y: Target, p: Predictions): WeightedScore {
  const { labels, classes } = ofClasses(y);
  const asked = classes.length === 2 ? [1] : classes.map((_, c) => c);
  const ranked = asked.map((c) => ranking((i) => p[i * classes.length + c] as number, labels.length));
  return (weights) => {
    let sum = 0;
    for (const [at, c] of asked.entries()) {
      const { order, isEnd } = ranked[at] as (typeof ranked)[number];
      let area = 0;
      let positives = 0;
      let negatives = 0;
      let tiedPositives = 0;
      let tiedNegatives = 0;
      for (let r = 0; r < order.length; r++) {
        const row = order[r] as number;
        if (labels[row] === c) tiedPositives += weights[row] as number;
        else tiedNegatives += weights[row] as number;
        if (isEnd[r] === 0) continue;
        area += tiedNegatives * (positives + tiedPositives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
        tiedPositives = 0;
        tiedNegatives = 0;
      }
      if (positives === 0 || negatives === 0) return null;
      sum += area / positives / negatives;
    }
    return sum / asked.length;
  };
}

/** Σ (recallₙ − recallₙ₋₁)·precisionₙ of the second class over falling thresholds. */
function averagePrecision(y: Target, p: Predictions): WeightedScore {
  const { labels, classes } = ofClasses(y);
  const positive = classes.length === 2 ? 1 : 0;
  const { order, isEnd } = ranking((i) => p[i * classes.length + positive] as number, labels.length);
  return (weights) => {
    let hits = 0;
    let seen = 0;
    let tied = 0;
    let sum = 0;
    for (let r = 0; r < order.length; r++) {
      const row = order[r] as number;
      const w = weights[row] as number;
      seen += w;
      if (labels[row] === positive) tied += w;
      if (isEnd[r] === 0) continue;
      hits += tied;
      if (seen > 0) sum += (tied * hits) / seen;
      tied = 0;
    }
    return hits === 0 ? null : sum / hits;
  };
}

function isRight(y: Target, p: Predictions): (i: number) => number {
  const { labels, classes } = ofClasses(y);
  return (i) => {
    let best = 0;
    for (let c = 1; c < classes.length; c++)
      if ((p[i * classes.length + c] as number) > (p[i * classes.length + best] as number)) best = c;
    return Number(best === labels[i]);
  };
}

function balancedAccuracy(y: Target, p: Predictions): WeightedScore {
  const { labels, classes } = ofClasses(y);
  const rightAt = isRight(y, p);
  const right = Uint8Array.from(labels, (_, i) => rightAt(i));
  return (weights) => {
    const total = new Float64Array(classes.length);
    const hit = new Float64Array(classes.length);
    labels.forEach((label, i) => {
      total[label] = (total[label] as number) + (weights[i] as number);
      if (right[i] === 1) hit[label] = (hit[label] as number) + (weights[i] as number);
    });
    const recalls = Array.from(total, (sum, c) => (sum > 0 ? (hit[c] as number) / sum : null)).filter(
      (recall) => recall !== null,
    );
    return recalls.length === 0 ? null : recalls.reduce((a, b) => a + b, 0) / recalls.length;
  };
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)². Null when y does not vary. */
function rSquared(y: Target, p: Predictions): WeightedScore {
  const values = ofValues(y);
  return (weights) => {
    let total = 0;
    let sum = 0;
    let errors = 0;
    values.forEach((value, i) => {
      const w = weights[i] as number;
      total += w;
      sum += w * value;
      errors += w * (value - (p[i] as number)) ** 2;
    });
    const mean = sum / total;
    const spread = values.reduce((all, value, i) => all + (weights[i] as number) * (value - mean) ** 2, 0);
    return spread > 0 ? 1 - errors / spread : null;
  };
}

const logLoss: Score["prepare"] = (y, p) => {
  const { labels, classes } = ofClasses(y);
  return meanOf((i) => {
    const of = p[i * classes.length + (labels[i] as number)] as number;
    return -Math.log(Math.min(1, Math.max(leastProbability, of)));
  }, labels.length);
};

/** Mean over the rows of Σ_c (p_c − y_c)², halved for two classes as is usual there. */
const brier: Score["prepare"] = (y, p) => {
  const { labels, classes } = ofClasses(y);
  const half = classes.length === 2 ? 0.5 : 1;
  return meanOf((i) => {
    let sum = 0;
    for (let c = 0; c < classes.length; c++)
      sum += ((p[i * classes.length + c] as number) - Number(labels[i] === c)) ** 2;
    return half * sum;
  }, labels.length);
};

const score = (name: ScoreName, isHigherBetter: boolean, prepare: Score["prepare"]): Score => ({
  name,
  isHigherBetter,
  prepare,
});

/** Metrics that a model of a table is judged by. */
export const scores: Readonly<Record<ScoreName, Score>> = {
  auc: score("auc", true, auc),
  averagePrecision: score("averagePrecision", true, averagePrecision),
  logLoss: score("logLoss", false, logLoss),
  brier: score("brier", false, brier),
  accuracy: score("accuracy", true, (y, p) => meanOf(isRight(y, p), ofClasses(y).labels.length)),
  balancedAccuracy: score("balancedAccuracy", true, balancedAccuracy),
  rmse: score("rmse", false, (y, p) => {
    const values = ofValues(y);
    return meanOf((i) => ((values[i] as number) - (p[i] as number)) ** 2, values.length, Math.sqrt);
  }),
  mae: score("mae", false, (y, p) => {
    const values = ofValues(y);
    return meanOf((i) => Math.abs((values[i] as number) - (p[i] as number)), values.length);
  }),
  r2: score("r2", true, rSquared),
};

/** What models of this target are chosen by: AUC of two classes, log-loss of several, RMSE of values. */
export function mainScore(y: Target): Score {
  if (y.task === "regression") return scores.rmse;
  return y.classes.length === 2 ? scores.auc : scores.logLoss;
}
/** All metrics that make sense for this target, the main one first. */
export function scoresFor(y: Target): Score[] {
  const { auc, averagePrecision, logLoss, brier, accuracy, balancedAccuracy, rmse, mae, r2 } = scores;
  if (y.task === "regression") return [rmse, mae, r2];
  return y.classes.length === 2
    ? [auc, averagePrecision, logLoss, brier, accuracy, balancedAccuracy]
    : [logLoss, accuracy, balancedAccuracy, auc, brier];
}
