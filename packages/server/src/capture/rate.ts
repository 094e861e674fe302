/** Keys remembered; a full bucket says nothing, so forgetting the oldest costs at most its burst. */
const remembered = 10_000;

/**
 * Token bucket per key: `perSecond` in the long run, ten seconds' worth at once.
 * Returns 0 when `cost` may pass, else the seconds to wait.
 */
export function rateLimit(perSecond: number, burstSeconds = 10) {
  const capacity = perSecond * burstSeconds;
  const buckets = new Map<string, { left: number; at: number }>();
  return (key: string, cost: number, now: number): number => {
    let bucket = buckets.get(key);
    if (!bucket) {
      bucket = { left: capacity, at: now };
      if (buckets.size >= remembered) buckets.delete(buckets.keys().next().value as string);
      buckets.set(key, bucket);
    }
    bucket.left = Math.min(capacity, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    // A single batch larger than the whole bucket may pass a full one, or it never could.
    if (bucket.left < Math.min(cost, capacity)) return Math.ceil((cost - bucket.left) / perSecond);
    bucket.left -= cost;
    return 0;
  };
}
