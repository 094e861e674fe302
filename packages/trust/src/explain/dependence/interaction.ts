import { random } from "@lepton/core";
import { checkBackground, checkCount, evaluateMany, type Predict, type Row } from "../predict.ts";
import { checkFeature } from "./partialDependence.ts";

/**
 * Friedman's H² of two features: share of the variance of their joint partial dependence that is not the sum of the
 * two alone, Σ(PD_jk − PD_j − PD_k)²/ΣPD_jk² with centred PD at the rows' own values. 0: they act one by one;
 * 1: only together. Null when both together change nothing. Costs 3·rows² predictions, rows at most `rows`.
 * Limit: noise of a small sample makes it a little positive for no interaction at all.
 * Errors: TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH; TRUST_FEATURE; TRUST_OPTION.
 * Source: Friedman & Popescu 2008, Annals of Applied Statistics 2:916–954, eq. 44.
 */
export async function interaction(
  predict: Predict,
  rows: readonly Row[],
  [j, k]: readonly [number, number],
  { rows: most = 50, seed = 7 }: { rows?: number; seed?: number } = {},
): Promise<number | null> {
  checkBackground(rows[0] ?? [null], rows, "rows");
  for (const feature of [j, k]) checkFeature(feature, rows[0] as Row);
  checkCount("rows", most, 2);
  const sample = random(seed).shuffle(rows).slice(0, most);
  const n = sample.length;
  let size = 0;
  const dependence = async (features: readonly number[]): Promise<Float64Array> => {
    const answers = await evaluateMany(predict, n * n, (at) => {
      const own = sample[Math.floor(at / n)] as Row;
      return (sample[at % n] as Row).map((value, f) => (features.includes(f) ? own[f] : value));
    });
    const mean = new Float64Array(n);
    for (let at = 0; at < answers.length; at++) {
      const i = Math.floor(at / n);
      mean[i] = (mean[i] as number) + (answers[at] as number) / n;
      size = Math.max(size, Math.abs(answers[at] as number));
    }
    const centre = mean.reduce((a, b) => a + b, 0) / n;
    return mean.map((value) => value - centre);
  };
  const both = await dependence([j, k]);
  const [one, two] = [await dependence([j]), await dependence([k])];
  let together = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    together += ((both[i] as number) - (one[i] as number) - (two[i] as number)) ** 2;
    total += (both[i] as number) ** 2;
  }
  // A mean of equal numbers differs from them by rounding, which is no variance.
  return total <= n * (1e-12 * size) ** 2 ? null : together / total;
}
