import type { Table } from "../table/table.ts";
import { averageModel, fittedAverage } from "../tabular/average.ts";
import type { Estimator, FitProgress, FittedModel } from "../tabular/estimator.ts";
import { rowsOf, type Target, takeTargetRows } from "../tabular/target.ts";
import { fitAndPredict } from "./crossValidate.ts";
import type { Predictions, Score } from "./score.ts";
import type { Split } from "./splits.ts";

/** A model that was tried: judged by cross-validation and fitted on all training rows. */
export interface Candidate {
  name: string;
  estimator: Estimator;
  isBaseline: boolean;
  validation: number;
  /** Predictions of the held-out rows, fold by fold. */
  crossed: Predictions[];
  fitted: FittedModel;
  fitMs: number;
}

interface TryOptions {
  seed: number;
  signal: AbortSignal | undefined;
  /** By `performance.now()`. */
  deadline: number;
  report(share: number, step: string, values?: FitProgress["values"]): void;
}

/** Cross-validates and fits; gives why not when the time would not suffice. */
export async function tryCandidate(
  estimator: Estimator,
  x: Table,
  y: Target,
  folds: readonly Split[],
  score: Score,
  { seed, signal, deadline, report }: TryOptions,
): Promise<Omit<Candidate, "isBaseline"> | { why: string }> {
  const start = performance.now();
  const left = deadline - start;
  if (left <= 0) return { why: "The time was used up before it began." };
  const limit = Number.isFinite(left) ? AbortSignal.timeout(Math.ceil(left)) : undefined;
  const both = [signal, limit].filter((one) => one !== undefined);
  const fitSignal = both.length > 0 ? AbortSignal.any(both) : undefined;
  const crossed: Predictions[] = [];
  const parts = folds.length + 1;
  const options = (part: number, step: string) => ({
    seed: seed + part,
    ...(fitSignal && { signal: fitSignal }),
    onProgress: ({ share, step: inner, values }: FitProgress) =>
      report((part + share) / parts, `${step}, ${inner}`, values),
  });
  try {
    for (const [f, split] of folds.entries()) {
      const step = `fold ${f + 1} of ${folds.length}`;
      crossed.push((await fitAndPredict(estimator, x, y, split, options(f, step))).predictions);
      const used = performance.now() - start;
      if (used * (parts / (f + 1)) > left) return { why: tooSlow(used * (parts / (f + 1)), left) };
      report((f + 1) / parts, step);
    }
    const begun = performance.now();
    const fitted = await estimator.fit<Target>(x, y, options(folds.length, "all training rows"));
    const fitMs = performance.now() - begun;
    return {
      name: estimator.name,
      estimator,
      validation: crossScore(score, y, folds, crossed),
      crossed,
      fitted,
      fitMs,
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (limit?.aborted) return { why: tooSlow(performance.now() - start, left) };
    throw error;
  }
}
const tooSlow = (neededMs: number, leftMs: number) =>
  `It needs about ${Math.ceil(neededMs / 1000)} s or more, and ${Math.round(leftMs / 1000)} s were left. Give a larger budget.`;

/** Mean over the folds, weighted by their rows; folds on which it is not defined are left out. */
export function crossScore(
  score: Score,
  y: Target,
  folds: readonly Split[],
  crossed: readonly Predictions[],
): number {
  let sum = 0;
  let rows = 0;
  folds.forEach(({ heldOut }, f) => {
    const held = takeTargetRows(y, heldOut);
    const value = score.prepare(held, crossed[f] as Predictions)(new Float64Array(rowsOf(held)).fill(1));
    if (value === null) return;
    sum += value * heldOut.length;
    rows += heldOut.length;
  });
  return sum / rows;
}

const picks = 20;

/**
 * The blend of models that cross-validates best: models are picked one after the other, with repetition, each the one
 * that helps most; the share of picks is the weight. Null when one model alone is as good.
 * Source: Caruana et al. 2004, ICML (ensemble selection).
 */
export function blend(
  models: readonly Candidate[],
  y: Target,
  folds: readonly Split[],
  score: Score,
): Candidate | null {
  const counts = models.map(() => 0);
  let sums = folds.map((_, f) => new Float64Array(models[0]?.crossed[f]?.length ?? 0));
  let best: { value: number; counts: number[] } | null = null;
  const sign = score.isHigherBetter ? 1 : -1;
  for (let pick = 1; pick <= picks; pick++) {
    const tried = models.map(({ crossed }) => {
      const added = sums.map((sum, f) => sum.map((value, i) => value + (crossed[f]?.[i] as number)));
      const mean = added.map((sum) => sum.map((value) => value / pick));
      return { added, value: crossScore(score, y, folds, mean) };
    });
    const at = tried.reduce(
      (chosen, { value }, m) => (sign * value > sign * (tried[chosen]?.value as number) ? m : chosen),
      0,
    );
    const chosen = tried[at] as (typeof tried)[number];
    sums = chosen.added;
    counts[at] = (counts[at] as number) + 1;
    if (best === null || sign * chosen.value > sign * best.value)
      best = { value: chosen.value, counts: [...counts] };
  }
  if (best === null || best.counts.filter((count) => count > 0).length < 2) return null;
  const total = best.counts.reduce((a, b) => a + b, 0);
  const members = models.flatMap((model, m) => {
    const count = best.counts[m] as number;
    return count > 0 ? [{ weight: count / total, model }] : [];
  });
  const estimator = averageModel(
    members.map(({ weight, model }) => ({ weight, estimator: model.estimator })),
  );
  const name = members.map(({ weight, model }) => `${Math.round(100 * weight)} % ${model.name}`).join(" + ");
  return {
    name: `blend of ${name}`,
    estimator,
    isBaseline: false,
    validation: best.value,
    crossed: [],
    fitted: fittedAverage(members.map(({ weight, model }) => ({ weight, fitted: model.fitted }))),
    fitMs: members.reduce((sum, { model }) => sum + model.fitMs, 0),
  };
}
