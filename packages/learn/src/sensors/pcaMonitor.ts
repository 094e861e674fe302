import { z } from "zod";
import { symmetricEigen } from "./eigen.ts";

const numbers = z.array(z.number());
export const pcaSchema = z.object({
  as: z.literal("pca"),
  means: numbers,
  /** [components][channels] */
  vectors: z.array(numbers).min(1),
  /** Variance of each component. */
  variances: numbers,
});
export type Pca = z.infer<typeof pcaSchema>;

/** Share of the variance that the components kept explain. */
const keptShare = 0.9;

/** Principal components of rows [n][channels] that explain 90 % of their variance. */
export function pcaOf(rows: readonly Float64Array[]): Pca {
  const width = rows[0]?.length ?? 0;
  const means = Array.from({ length: width }, (_, c) => mean(rows, (row) => row[c] as number));
  const covariance = means.map((a, i) =>
    means.map((b, j) => mean(rows, (row) => ((row[i] as number) - a) * ((row[j] as number) - b))),
  );
  const { values, vectors } = symmetricEigen(covariance);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let kept = 0;
  let sum = 0;
  while (kept < values.length && sum < keptShare * total) sum += Math.max(0, values[kept++] as number);
  return { as: "pca", means, vectors: vectors.slice(0, kept), variances: values.slice(0, kept) };
}
const mean = (rows: readonly Float64Array[], of: (row: Float64Array) => number) =>
  rows.reduce((sum, row) => sum + of(row), 0) / rows.length;

/**
 * How far a row lies from the centre within the components, T² = Σ t_j²/λ_j, and how far off them, Q = Σ e_c², with the
 * parts of each channel: T²_c = x_c·Σ_j (t_j/λ_j)·v_jc and e_c², which add up to them. Source: Jackson & Mudholkar 1979, Technometrics 21:341–349.
 */
export function pcaDistances({ means, vectors, variances }: Pca, row: ArrayLike<number>) {
  const residual = means.map((m, c) => (row[c] as number) - m);
  const centred = [...residual];
  const within = means.map(() => 0);
  vectors.forEach((vector, j) => {
    const score = vector.reduce((sum, w, c) => sum + w * (centred[c] as number), 0);
    const pull = score / Math.max(1e-12, variances[j] as number);
    vector.forEach((w, c) => {
      within[c] = (within[c] as number) + (centred[c] as number) * pull * w;
      residual[c] = (residual[c] as number) - w * score;
    });
  });
  const off = residual.map((e) => e * e);
  const sum = (parts: readonly number[]) => parts.reduce((a, b) => a + b, 0);
  return { t2: sum(within), q: sum(off), within, off };
}
