import type { Pace } from "../tabular/pace.ts";
import type { Points } from "./features.ts";

export type Covariance = "diagonal" | "full";

/** k normal distributions and how often each occurs. */
export interface Mixture {
  readonly covariance: Covariance;
  readonly width: number;
  /** [k], sums to 1 */
  readonly shares: Float64Array;
  /** [k, width] */
  readonly means: Float64Array;
  /** Lower Cholesky factors [k, width, width], or standard deviations [k, width] when diagonal. */
  readonly roots: Float64Array;
}
export interface MixtureFit extends Mixture {
  /** Σ ln p(x) over the rows. */
  readonly logLikelihood: number;
  /** parameters · ln n − 2 ln L; lower is better. Source: Schwarz 1978, Annals of Statistics 6:461–464. */
  readonly bic: number;
}

const rounds = 500;

/**
 * Gaussian mixture p(x) = Σ π N(x; μ, Σ) by expectation–maximisation from a first grouping, until ln p per row gains less
 * than 10⁻⁶. `floor` is added to every variance, so that none collapses onto one value.
 * Source: Dempster, Laird, Rubin 1977, JRSS B 39:1–38.
 */
export async function fitMixture(
  points: Points,
  labels: Int32Array,
  k: number,
  { covariance, floor, slices }: { covariance: Covariance; floor: number; slices: Pace },
): Promise<MixtureFit> {
  const { rows, width } = points;
  let responsibilities: Float64Array = new Float64Array(rows * k);
  labels.forEach((label, row) => {
    responsibilities[row * k + label] = 1;
  });
  let mixture = maximise(points, responsibilities, k, { covariance, floor });
  let logLikelihood = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const step = expect(points, mixture);
    if (slices.isDue()) await slices.rest();
    const gain = (step.logLikelihood - logLikelihood) / rows;
    logLikelihood = step.logLikelihood;
    if (gain < 1e-6) break;
    responsibilities = step.responsibilities;
    mixture = maximise(points, responsibilities, k, { covariance, floor });
  }
  logLikelihood = expect(points, mixture).logLikelihood;
  const spreads = covariance === "full" ? (width * (width + 1)) / 2 : width;
  const parameters = k * (width + spreads) + k - 1;
  return { ...mixture, logLikelihood, bic: parameters * Math.log(rows) - 2 * logLikelihood };
}

/** P(group | x), [rows, k], and Σ ln p(x). */
export function expect(
  { rows, width, values }: Points,
  { covariance, shares, means, roots }: Mixture,
): { responsibilities: Float64Array; logLikelihood: number } {
  const k = shares.length;
  const size = covariance === "full" ? width * width : width;
  const responsibilities = new Float64Array(rows * k);
  const constants = Float64Array.from({ length: k }, (_, c) => {
    let logDeterminant = 0;
    for (let f = 0; f < width; f++)
      logDeterminant += Math.log(roots[c * size + (covariance === "full" ? f * width + f : f)] as number);
    return Math.log(shares[c] as number) - logDeterminant - (width / 2) * Math.log(2 * Math.PI);
  });
  const z = new Float64Array(width);
  let logLikelihood = 0;
  for (let row = 0; row < rows; row++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      let square = 0;
      for (let f = 0; f < width; f++) {
        let d = (values[row * width + f] as number) - (means[c * width + f] as number);
        if (covariance === "full") {
          const at = c * size + f * width;
          for (let g = 0; g < f; g++) d -= (roots[at + g] as number) * (z[g] as number);
          d /= roots[at + f] as number;
          z[f] = d;
        } else d /= roots[c * size + f] as number;
        square += d * d;
      }
      const log = (constants[c] as number) - square / 2;
      responsibilities[row * k + c] = log;
      if (log > top) top = log;
    }
    let total = 0;
    for (let c = 0; c < k; c++) total += Math.exp((responsibilities[row * k + c] as number) - top);
    const log = top + Math.log(total);
    logLikelihood += log;
    for (let c = 0; c < k; c++)
      responsibilities[row * k + c] = Math.exp((responsibilities[row * k + c] as number) - log);
  }
  return { responsibilities, logLikelihood };
}

function maximise(
  { rows, width, values }: Points,
  responsibilities: Float64Array,
  k: number,
  { covariance, floor }: { covariance: Covariance; floor: number },
): Mixture {
  const isFull = covariance === "full";
  const size = isFull ? width * width : width;
  const counts = new Float64Array(k).fill(Number.EPSILON * 10);
  const means = new Float64Array(k * width);
  const roots = new Float64Array(k * size);
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < k; c++) {
      const r = responsibilities[row * k + c] as number;
      counts[c] = (counts[c] as number) + r;
      for (let f = 0; f < width; f++)
        means[c * width + f] = (means[c * width + f] as number) + r * (values[row * width + f] as number);
    }
  for (let at = 0; at < means.length; at++)
    means[at] = (means[at] as number) / (counts[Math.floor(at / width)] as number);
  const d = new Float64Array(width);
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < k; c++) {
      const r = (responsibilities[row * k + c] as number) / (counts[c] as number);
      if (r === 0) continue;
      for (let f = 0; f < width; f++) {
        d[f] = (values[row * width + f] as number) - (means[c * width + f] as number);
        const at = c * size + (isFull ? f * width : f);
        if (isFull)
          for (let g = 0; g <= f; g++)
            roots[at + g] = (roots[at + g] as number) + r * (d[f] as number) * (d[g] as number);
        else roots[at] = (roots[at] as number) + r * (d[f] as number) ** 2;
      }
    }
  for (let c = 0; c < k; c++)
    if (isFull) choleskyInPlace(roots.subarray(c * size, (c + 1) * size), width, floor);
    else
      for (let f = 0; f < width; f++)
        roots[c * size + f] = Math.sqrt((roots[c * size + f] as number) + floor);
  const total = counts.reduce((a, b) => a + b, 0);
  return { covariance, width, shares: counts.map((count) => count / total), means, roots };
}

/** Lower factor L of A + floor · I = L Lᵀ, in the lower half of A. */
function choleskyInPlace(a: Float64Array, n: number, floor: number): void {
  for (let j = 0; j < n; j++)
    for (let i = j; i < n; i++) {
      let sum = (a[i * n + j] as number) + (i === j ? floor : 0);
      for (let g = 0; g < j; g++) sum -= (a[i * n + g] as number) * (a[j * n + g] as number);
      a[i * n + j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / (a[j * n + j] as number);
    }
}
