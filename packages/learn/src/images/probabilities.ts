/**
 * Probabilities that come true as often as they say: p′_c ∝ (p_c / w_c)^a. Dividing by the weights w that classes had in
 * the loss takes their effect on the odds back; a (one over the temperature) has the least log-loss on pictures held out.
 * Source: Elkan 2001, IJCAI (weights); Guo et al. 2017, arXiv:1706.04599 (temperature).
 */
export function sharpened(p: Float64Array, weights: readonly number[], power: number): Float64Array {
  const classes = weights.length;
  const out = new Float64Array(p.length);
  for (let i = 0; i < p.length; i += classes) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) {
      out[i + c] = power * Math.log(Math.max(1e-12, p[i + c] as number) / (weights[c] as number));
      top = Math.max(top, out[i + c] as number);
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      out[i + c] = Math.exp((out[i + c] as number) - top);
      sum += out[i + c] as number;
    }
    for (let c = 0; c < classes; c++) out[i + c] = (out[i + c] as number) / sum;
  }
  return out;
}

/** The power of least log-loss in [0.05, 20], by golden sections of its logarithm. */
export function powerOf(p: Float64Array, labels: Int32Array, weights: readonly number[]): number {
  const classes = weights.length;
  const lossAt = (logPower: number) => {
    const q = sharpened(p, weights, Math.exp(logPower));
    return labels.reduce(
      (sum, label, i) => sum - Math.log(Math.max(1e-12, q[i * classes + label] as number)),
      0,
    );
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.05), Math.log(20)];
  for (let step = 0; step < 40; step++) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (lossAt(a) < lossAt(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
