/**
 * Milliseconds before attempt n+1: the server's `Retry-After` (seconds or an HTTP date), else
 * min(30 s, first · 2ⁿ⁻¹) · U(0.5, 1): the spread keeps many clients from returning at the same moment.
 */
export function retryDelay(
  attempt: number,
  retryAfter: string | null,
  firstMs: number,
  random: () => number = Math.random,
): number {
  if (retryAfter) {
    const seconds = Number(retryAfter);
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - Date.now();
    if (Number.isFinite(ms)) return Math.min(300_000, Math.max(0, ms));
  }
  return Math.min(30_000, firstMs * 2 ** (attempt - 1)) * (1 - random() / 2);
}

/** Worth another attempt: no answer (0), server trouble, timeout, too many requests. */
export const isTransient = (status: number): boolean =>
  status === 0 || status >= 500 || status === 408 || status === 429;
