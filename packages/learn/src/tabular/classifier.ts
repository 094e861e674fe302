/** The likeliest class of each row; the first of equal ones. [rows, classes] → [rows]. */
export function likeliest(probabilities: Float64Array, classes: number): Int32Array {
  const labels = new Int32Array(probabilities.length / classes);
  for (let i = 0; i < labels.length; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if ((probabilities[i * classes + c] as number) > (probabilities[i * classes + best] as number))
        best = c;
    labels[i] = best;
  }
  return labels;
}

/** P of two classes from the log odds of the second, or of several from a score each. [outputs][rows] → [rows, classes]. */
export function probabilitiesFrom(scores: readonly Float64Array[]): Float64Array {
  const rows = scores[0]?.length ?? 0;
  if (scores.length === 1) {
    const out = new Float64Array(2 * rows);
    for (let i = 0; i < rows; i++) {
      const p = 1 / (1 + Math.exp(-(scores[0]?.[i] as number)));
      out[2 * i] = 1 - p;
      out[2 * i + 1] = p;
    }
    return out;
  }
  const classes = scores.length;
  const out = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) top = Math.max(top, scores[c]?.[i] as number);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const e = Math.exp((scores[c]?.[i] as number) - top);
      out[i * classes + c] = e;
      sum += e;
    }
    for (let c = 0; c < classes; c++) out[i * classes + c] = (out[i * classes + c] as number) / sum;
  }
  return out;
}
