import { z } from "zod";

export const conformalSchema = z.object({
  level: z.number(),
  /** Typical absolute error by prediction: at ascending predictions, linear between. */
  at: z.array(z.number()).min(1),
  size: z.array(z.number().positive()).min(1),
  /** Multiple of the typical error that covers; null where there are too few machines to tell. */
  factor: z.number().nullable(),
  units: z.int(),
});
export type Conformal = z.infer<typeof conformalSchema>;

const bins = 8;

/**
 * Intervals prediction ± q·size(prediction), size the mean absolute error near that prediction. q is the level's
 * quantile of |error| / size over the machines held out, every machine counting once however many windows it has, and
 * one more machine at infinity: P(covered) ≥ level for a window of a new machine like these (size taken as known).
 * Limit: a level needs level / (1 − level) machines at least. Predictions must be of machines not trained on.
 * Source: Lee, Barber & Willett 2023, arXiv:2306.06342, section 2; Lei et al. 2018, JASA 113:1094–1111 (size).
 */
export function conformalOf(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  groups: readonly string[],
  level: number,
): Conformal {
  const errors = Array.from(truth, (value, i) => Math.abs(value - (predicted[i] as number)));
  const order = errors.map((_, i) => i).sort((a, b) => (predicted[a] as number) - (predicted[b] as number));
  const overall = errors.reduce((a, b) => a + b, 0) / errors.length || 1e-9;
  const [at, size] = [[] as number[], [] as number[]];
  for (let b = 0; b < bins; b++) {
    const part = order.slice(
      Math.floor((b * order.length) / bins),
      Math.floor(((b + 1) * order.length) / bins),
    );
    if (part.length === 0) continue;
    at.push(part.reduce((sum, i) => sum + (predicted[i] as number), 0) / part.length);
    // A little of the overall error keeps bins of few errors from being too sure.
    size.push(0.9 * (part.reduce((sum, i) => sum + (errors[i] as number), 0) / part.length) + 0.1 * overall);
  }
  const counts = new Map<string, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  const scores = errors
    .map((error, i) => ({
      score: error / sizeAt({ at, size }, predicted[i] as number),
      weight: 1 / ((counts.get(groups[i] as string) as number) * (counts.size + 1)),
    }))
    .sort((a, b) => a.score - b.score);
  let mass = 0;
  let factor: number | null = null;
  for (const { score, weight } of scores) {
    mass += weight;
    if (mass < level - 1e-12) continue;
    factor = score;
    break;
  }
  return { level, at, size, factor, units: counts.size };
}

/** Bounds within [0, cap]; null where there are too few machines. */
export function intervalAt(conformal: Conformal, value: number, cap: number) {
  if (conformal.factor === null) return { low: null, high: null };
  const half = conformal.factor * sizeAt(conformal, value);
  return { low: Math.max(0, value - half), high: Math.min(cap, value + half) };
}

function sizeAt({ at, size }: Pick<Conformal, "at" | "size">, value: number): number {
  const next = at.findIndex((one) => one >= value);
  if (next === 0) return size[0] as number;
  if (next < 0) return size.at(-1) as number;
  const [a, b] = [at[next - 1] as number, at[next] as number];
  const share = b > a ? (value - a) / (b - a) : 1;
  return (size[next - 1] as number) + share * ((size[next] as number) - (size[next - 1] as number));
}
