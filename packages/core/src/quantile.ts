import jStat from "jstat";

/**
 * The value below which a share `q` of the values lies, linear between order statistics (type 7, as NumPy and R).
 * Null without values. Source: Hyndman & Fan 1996, The American Statistician 50:361–365.
 */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  return jStat.quantiles(values, [q], 1, 1)[0] ?? null;
}

export const median = (values: readonly number[]): number | null => quantile(values, 0.5);
