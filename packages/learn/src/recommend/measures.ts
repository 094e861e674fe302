/** Place of `item` among those that may be shown, 0 the best: how many of them have a higher score. */
export function rankOf(scores: Float64Array, item: number, hidden: ReadonlySet<number>): number {
  const own = scores[item] as number;
  let rank = 0;
  for (let i = 0; i < scores.length; i++)
    if ((scores[i] as number) > own && !hidden.has(i)) rank++;
    else if (scores[i] === own && i < item && !hidden.has(i)) rank++;
  return rank;
}

/** The k items of the highest scores that may be shown, best first; ties go to the lower place. */
export function topOf(scores: Float64Array, k: number, hidden: ReadonlySet<number>): number[] {
  const best: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] as number;
    if ((best.length >= k && score <= least) || hidden.has(item)) continue;
    let at = best.length;
    while (at > 0 && (scores[best[at - 1] as number] as number) < score) at--;
    best.splice(at, 0, item);
    if (best.length > k) best.pop();
    least = scores[best.at(-1) as number] as number;
  }
  return best;
}

/**
 * NDCG@k = Σ hits 1 / log₂(place + 2) over the same sum of an ideal list; in [0, 1].
 * Source: Järvelin & Kekäläinen 2002, ACM TOIS 20:422–446.
 */
export function ndcg(list: readonly number[], relevant: ReadonlySet<number>, k: number): number {
  const gain = (place: number) => 1 / Math.log2(place + 2);
  let found = 0;
  for (const [place, item] of list.slice(0, k).entries()) if (relevant.has(item)) found += gain(place);
  let ideal = 0;
  for (let place = 0; place < Math.min(k, relevant.size); place++) ideal += gain(place);
  return ideal > 0 ? found / ideal : 0;
}
