import { LeptonError } from "@lepton/core";
import { type Column, labels } from "../metrics/input.ts";
import { type Features, type FitOptions, regressionData } from "./input.ts";

/** Factor on the weight of each class's rows: given in order, or n / (classes · rows of the class). */
export type ClassWeights = "balanced" | readonly number[];

/**
 * x, class numbers and the product of row and class weights. Every class must have rows of positive weight.
 * Errors: NN_CLASS_EMPTY, NN_CLASS_WEIGHTS, NN_LABEL_UNKNOWN and those of `regressionData`.
 */
export function classData(
  x: Features,
  y: Column,
  options: FitOptions,
  classes: number,
  classWeights?: ClassWeights,
) {
  const data = regressionData(x, y, options);
  labels(data.y, classes, "y");
  const n = data.x.rows;
  const counts = new Float64Array(classes);
  const occurs = new Uint8Array(classes);
  for (let i = 0; i < n; i++) {
    const label = data.y[i] as number;
    counts[label] = (counts[label] as number) + 1;
    if (data.weights === null || (data.weights[i] as number) > 0) occurs[label] = 1;
  }
  const missing = occurs.indexOf(0);
  if (missing >= 0)
    throw new LeptonError("NN_CLASS_EMPTY", {
      problem: "A class has no rows to learn from.",
      received: `class ${missing} of 0 … ${classes - 1}`,
      next: "Give rows of every class, or number only the classes that occur.",
    });
  const factors =
    classWeights === "balanced" ? counts.map((count) => n / (classes * count)) : (classWeights ?? null);
  if (factors !== null && (factors.length !== classes || factors.some((factor) => !(factor > 0))))
    throw new LeptonError("NN_CLASS_WEIGHTS", {
      problem: `Class weights are one positive number per class, ${classes} in all.`,
      received: JSON.stringify(classWeights),
      next: 'Give them in the order of the class numbers, or "balanced".',
    });
  const weights = new Float64Array(n);
  let totalWeight = 0;
  for (let i = 0; i < n; i++) {
    const w = data.weights === null ? 1 : (data.weights[i] as number);
    weights[i] = factors === null ? w : w * (factors[data.y[i] as number] as number);
    totalWeight += weights[i] as number;
  }
  return { x: data.x, y: data.y, weights, totalWeight };
}
