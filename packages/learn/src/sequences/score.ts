import { mainScore, type Score, scoresFor } from "../evaluate/score.ts";
import { regressionTarget, type Target } from "../tabular/target.ts";
import type { FittedSequence } from "./estimator.ts";
import type { Moments } from "./moments.ts";
import type { SequenceTarget, SurvivalTarget } from "./outcomes.ts";

/** Points of the grid that survival is judged at. */
const gridPoints = 20;

/** How predictions of these outcomes are judged: the main score, all scores, and the outcomes as these read them. */
export interface SequenceJudge {
  main: Score;
  all: readonly Score[];
  y: Target;
  predictions(fitted: FittedSequence, x: Moments): Promise<Float64Array>;
}

export function judgeOf(y: SequenceTarget): SequenceJudge {
  if (y.task !== "survival")
    return {
      main: mainScore(y),
      all: scoresFor(y),
      y,
      predictions: async (fitted, x) => {
        if (fitted.task === "classification") return fitted.predictProbabilities(x);
        return fitted.task === "regression" ? fitted.predict(x) : fitted.predictSurvival(x, [1]);
      },
    };
  const most = y.days.reduce((a, b) => Math.max(a, b), 0);
  const grid = Array.from({ length: gridPoints }, (_, i) => ((i + 0.5) / gridPoints) * most);
  const brier = integratedBrier(y, grid);
  return {
    main: brier,
    all: [brier],
    y: regressionTarget(y.days),
    predictions: async (fitted, x) =>
      fitted.task === "survival" ? fitted.predictSurvival(x, grid) : new Float64Array(0),
  };
}

/**
 * Mean over a grid of days of ([it came later] − S(day))², of rows that are watched until then; 0 is perfect.
 * Rows are watched for their whole horizon here, so nothing is weighted for censoring.
 * Source: Graf et al. 1999, Statistics in Medicine 18:2529–2545.
 */
function integratedBrier(y: SurvivalTarget, grid: readonly number[]): Score {
  return {
    name: "brier",
    isHigherBetter: false,
    prepare: (_, chances) => {
      const losses = Float64Array.from(y.days, (time, row) => {
        let [sum, known] = [0, 0];
        grid.forEach((day, i) => {
          if (y.isObserved[row] === 0 && time < day) return;
          known++;
          sum += (Number(time > day) - (chances[row * grid.length + i] as number)) ** 2;
        });
        return known === 0 ? Number.NaN : sum / known;
      });
      return (weights) => {
        let [sum, total] = [0, 0];
        losses.forEach((loss, row) => {
          if (Number.isNaN(loss)) return;
          sum += (weights[row] as number) * loss;
          total += weights[row] as number;
        });
        return total > 0 ? sum / total : null;
      };
    },
  };
}
