import type { Objective } from "./maximum.ts";
import type { PurchaseSummary } from "./summary.ts";

/** Equal customers put together: likelihoods cost one logarithm less per customer alike. */
export interface Grouped {
  x: Float64Array;
  last: Float64Array;
  age: Float64Array;
  count: Float64Array;
}

export function groupedBy({ frequency, recency, age }: PurchaseSummary, scale: number): Grouped {
  const places = new Map<string, number>();
  const rows: { x: number; last: number; age: number; count: number }[] = [];
  frequency.forEach((x, i) => {
    const key = `${x} ${recency[i]} ${age[i]}`;
    const place = places.get(key);
    if (place !== undefined) {
      (rows[place] as { count: number }).count++;
      return;
    }
    places.set(key, rows.length);
    rows.push({ x, last: (recency[i] as number) / scale, age: (age[i] as number) / scale, count: 1 });
  });
  const column = (name: "x" | "last" | "age" | "count") => Float64Array.from(rows, (row) => row[name]);
  return { x: column("x"), last: column("last"), age: column("age"), count: column("count") };
}

/** Σ_{i<x} ln(s + i) = ln Γ(s + x) − ln Γ(s), and Σ_{i<x} 1/(s + i), its derivative, for x = 0 … most. */
function rising(s: number, most: number): { log: Float64Array; slope: Float64Array } {
  const log = new Float64Array(most + 1);
  const slope = new Float64Array(most + 1);
  for (let i = 0; i < most; i++) {
    log[i + 1] = (log[i] as number) + Math.log(s + i);
    slope[i + 1] = (slope[i] as number) + 1 / (s + i);
  }
  return { log, slope };
}

/**
 * −(mean log-likelihood) over ln r, ln α, ln a, ln b, with
 * ln L = ln Γ(r+x)/Γ(r) + r ln α + ln [Γ(b+x)Γ(a+b) / Γ(b)Γ(a+b+x)] + ln(e^A + [x > 0] e^B),
 * A = −(r+x) ln(α+T), B = ln a − ln(b+x−1) − (r+x) ln(α+tₓ).
 * Ratios of gammas are sums of logarithms, since x is whole: no digits are lost for small r, none overflow for large x.
 * Source: Fader, Hardie & Lee 2005, Marketing Science 24:275–284, eq. 6.
 */
export function bgNbdObjective({ x: xs, last, age, count }: Grouped): Objective {
  const most = xs.reduce((a, b) => Math.max(a, b), 0);
  const people = count.reduce((sum, n) => sum + n, 0);
  return (logs, gradient) => {
    const [r, alpha, a, b] = Array.from(logs, Math.exp) as [number, number, number, number];
    const [ofR, ofB, ofSum] = [rising(r, most), rising(b, most), rising(a + b, most)];
    const [logAlpha, logA] = [Math.log(alpha), Math.log(a)];
    let [value, dr, dAlpha, da, db] = [0, 0, 0, 0, 0];
    for (let i = 0; i < xs.length; i++) {
      const [x, n] = [xs[i] as number, count[i] as number];
      const [logAge, logLast] = [Math.log(alpha + (age[i] as number)), Math.log(alpha + (last[i] as number))];
      const alive = -(r + x) * logAge;
      const gone = x > 0 ? logA - Math.log(b + x - 1) - (r + x) * logLast : Number.NEGATIVE_INFINITY;
      const top = Math.max(alive, gone);
      const sum = top + Math.log(Math.exp(alive - top) + Math.exp(gone - top));
      const [isAlive, isGone] = [Math.exp(alive - sum), Math.exp(gone - sum)];
      const [sr, sb, s] = [ofR.slope[x], ofB.slope[x], ofSum.slope[x]] as [number, number, number];
      const logs = (ofR.log[x] as number) + (ofB.log[x] as number) - (ofSum.log[x] as number);
      value += n * (logs + r * logAlpha + sum);
      dr += n * (sr + logAlpha - isAlive * logAge - isGone * logLast);
      const pull = isAlive / (alpha + (age[i] as number)) + isGone / (alpha + (last[i] as number));
      dAlpha += n * (r / alpha - (r + x) * pull);
      da += n * (isGone / a - s);
      db += n * (sb - s - (x > 0 ? isGone / (b + x - 1) : 0));
    }
    gradient.set([dr * r, dAlpha * alpha, da * a, db * b].map((slope) => -slope / people));
    return -value / people;
  };
}
