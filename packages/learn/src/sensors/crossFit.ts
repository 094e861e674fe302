import { foldsOf } from "../evaluate/splits.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import { type Target, takeTargetRows } from "../tabular/target.ts";
import { averageOf, type FittedWindows, type WindowMethod } from "./method.ts";
import { takeWindows, type Windows } from "./windows.ts";

/**
 * A method fitted once per fold of whole machines: predictions of each window by the model that did not see its machine,
 * and the average of all models for windows to come.
 */
export async function crossFit(
  method: WindowMethod,
  windows: Windows,
  y: Target,
  { groups, folds, ...options }: FitOptions & { groups: readonly string[]; folds: number },
): Promise<{ crossed: Float64Array; fitted: FittedWindows }> {
  const width = y.task === "classification" ? y.classes.length : 1;
  const crossed = new Float64Array(windows.rows * width);
  const members: FittedWindows[] = [];
  const splits = foldsOf(y, folds, { seed: options.seed, groups });
  for (const [f, { training, heldOut }] of splits.entries()) {
    const member = await method.fit(takeWindows(windows, training), takeTargetRows(y, training), {
      ...options,
      seed: options.seed * 1009 + f,
      onProgress: (progress) =>
        options.onProgress?.({
          ...progress,
          share: (f + progress.share) / splits.length,
          step: `${method.name}, part ${f + 1} of ${splits.length}: ${progress.step}`,
        }),
    });
    const predicted = await member.predict(takeWindows(windows, heldOut));
    heldOut.forEach((row, i) => {
      crossed.set(predicted.subarray(i * width, (i + 1) * width), row * width);
    });
    members.push(member);
  }
  return { crossed, fitted: averageOf(members) };
}
