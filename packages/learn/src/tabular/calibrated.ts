import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { fitAndPredict } from "../evaluate/crossValidate.ts";
import { foldsOf } from "../evaluate/splits.ts";
import type { Table } from "../table/table.ts";
import {
  applyMap,
  type CalibrationMap,
  calibrationMapSchema,
  isotonicMap,
  plattMap,
} from "./calibrationMap.ts";
import { likeliest } from "./classifier.ts";
import type { Estimator, FitOptions, FittedClassifier, FittedFor, FittedModel } from "./estimator.ts";
import type { ClassTarget, Target } from "./target.ts";

export const savedCalibrationSchema = z.object({
  kind: z.literal("calibrated"),
  model: z.unknown(),
  maps: z.array(calibrationMapSchema).min(1),
});

export interface CalibrationOptions {
  /** `isotonic` bends freely and wants a thousand rows or more; `platt` has two parameters. Default: by rows. */
  method?: "isotonic" | "platt";
  /** Default 5. */
  folds?: number;
}

/** From this many rows on a free curve is no longer led by noise. */
const manyRows = 1000;

/**
 * A classifier whose probabilities come true as often as they say: maps from cross-fitted predictions (each row by a
 * model that did not see it) to outcomes, then the model on all rows. Several classes: a map each, then normalised.
 * Errors: LEARN_CALIBRATION for a regression; those of the fit.
 * Source: Platt 1999; Zadrozny & Elkan 2002, KDD; Niculescu-Mizil & Caruana 2005, ICML.
 */
export function calibrated(estimator: Estimator, { method, folds = 5 }: CalibrationOptions = {}): Estimator {
  return {
    name: `${estimator.name}, calibrated`,
    async fit<T extends Target>(x: Table, y: T, options: FitOptions) {
      if (y.task === "regression")
        throw new LeptonError("LEARN_CALIBRATION", {
          problem: "Only probabilities of classes are calibrated.",
          received: "a regression",
          next: "Fit the model as it is; its residuals give its intervals.",
        });
      const target: ClassTarget = y;
      const classes = target.classes.length;
      const crossed = new Float64Array(x.rows * classes);
      for (const [f, split] of foldsOf(target, folds, { seed: options.seed }).entries()) {
        const { predictions } = await fitAndPredict(estimator, x, target, split, {
          ...options,
          seed: options.seed + f,
        });
        split.heldOut.forEach((row, i) => {
          crossed.set(predictions.subarray(i * classes, (i + 1) * classes), row * classes);
        });
      }
      const fit =
        (method ?? (x.rows >= manyRows ? "isotonic" : "platt")) === "isotonic" ? isotonicMap : plattMap;
      const asked = classes === 2 ? [1] : target.classes.map((_, c) => c);
      const maps = asked.map((c) =>
        fit(
          Float64Array.from({ length: x.rows }, (_, i) => crossed[i * classes + c] as number),
          Uint8Array.from(target.labels, (label) => Number(label === c)),
          options.weights,
        ),
      );
      return fittedCalibration(await estimator.fit<Target>(x, y, options), maps) as FittedFor<T>;
    },
  };
}

export function fittedCalibration(model: FittedModel, maps: readonly CalibrationMap[]): FittedClassifier {
  if (model.task === "regression" || maps.length !== (model.classes.length === 2 ? 1 : model.classes.length))
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "The calibration does not belong to this model.",
      received: `${maps.length} maps`,
      next: "Give what `toJSON` of a calibrated model returned.",
    });
  const classes = model.classes.length;
  const predictProbabilities = async (x: Table) => {
    const raw = await model.predictProbabilities(x);
    const out = new Float64Array(raw.length);
    for (let i = 0; i < raw.length; i += classes) {
      if (classes === 2) {
        const p = applyMap(maps[0] as CalibrationMap, raw[i + 1] as number);
        out[i] = 1 - p;
        out[i + 1] = p;
        continue;
      }
      let sum = 0;
      for (let c = 0; c < classes; c++) {
        out[i + c] = applyMap(maps[c] as CalibrationMap, raw[i + c] as number);
        sum += out[i + c] as number;
      }
      // Where every map says never, the model's own word is kept.
      for (let c = 0; c < classes; c++)
        out[i + c] = sum > 0 ? (out[i + c] as number) / sum : (raw[i + c] as number);
    }
    return out;
  };
  return {
    kind: "calibrated",
    task: "classification",
    classes: model.classes,
    columns: model.columns,
    warnings: model.warnings,
    predictProbabilities,
    predict: async (x) => likeliest(await predictProbabilities(x), classes),
    toJSON: () => ({ kind: "calibrated", model: model.toJSON(), maps }),
    close: () => model.close(),
  };
}
