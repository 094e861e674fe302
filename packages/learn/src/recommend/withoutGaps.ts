/**
 * Scores in which every item has its place: those without one (NaN) come after all others, and among equals the more
 * popular one comes first. Changes differences by less than 10⁻⁶ of the scores' span. [items]
 */
export function withoutGaps(scores: Float64Array, popularity: Float64Array): Float64Array {
  let [low, high, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const score of scores) {
    if (Number.isNaN(score)) continue;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  for (const share of popularity) if (share > most) most = share;
  const step = high > low ? 1e-6 * (high - low) : 1e-6;
  return scores.map((score, item) => {
    const tie = most > 0 ? (step * (popularity[item] ?? 0)) / most : 0;
    return Number.isNaN(score) ? (high >= low ? low : 0) - 2 * step + tie : score + tie;
  });
}
