import { z } from "zod";

/** From a model's probability to how often it comes true. */
export const calibrationMapSchema = z.discriminatedUnion("as", [
  /** σ(slope·logit(p) + intercept) */
  z.object({ as: z.literal("platt"), slope: z.number(), intercept: z.number() }),
  /** Linear between the points, flat beyond them; both ascending. */
  z.object({ as: z.literal("isotonic"), from: z.array(z.number()).min(1), to: z.array(z.number()).min(1) }),
]);
export type CalibrationMap = z.infer<typeof calibrationMapSchema>;

const edge = 1e-6;
const logit = (p: number) => {
  const q = Math.min(1 - edge, Math.max(edge, p));
  return Math.log(q / (1 - q));
};

export function applyMap(map: CalibrationMap, p: number): number {
  if (map.as === "platt") return 1 / (1 + Math.exp(-(map.slope * logit(p) + map.intercept)));
  const { from, to } = map;
  let low = 0;
  for (let high = from.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((from[middle] as number) < p) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return to[0] as number;
  if (low === from.length) return to.at(-1) as number;
  const [a, b] = [from[low - 1] as number, from[low] as number];
  const share = b > a ? (p - a) / (b - a) : 1;
  return (to[low - 1] as number) + share * ((to[low] as number) - (to[low - 1] as number));
}

/**
 * Logistic regression of the outcome on the probability's log odds, by Newton steps; targets a little inside 0 and 1
 * (Platt's (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2)), so that a model that is always right stays finite.
 */
export function plattMap(p: Float64Array, truth: Uint8Array, weights?: ArrayLike<number>): CalibrationMap {
  const positives = truth.reduce((sum, t) => sum + t, 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (truth.length - positives + 2);
  const x = p.map(logit);
  let slope = 1;
  let intercept = 0;
  for (let step = 0; step < 50; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
    for (let i = 0; i < x.length; i++) {
      const w = weights ? (weights[i] as number) : 1;
      const xi = x[i] as number;
      const q = 1 / (1 + Math.exp(-(slope * xi + intercept)));
      const r = w * (q - (truth[i] === 1 ? high : low));
      const h = w * q * (1 - q);
      ga += r * xi;
      gb += r;
      haa += h * xi * xi;
      hab += h * xi;
      hbb += h;
    }
    const det = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det];
    if (!(Number.isFinite(da) && Number.isFinite(db))) break;
    slope -= da;
    intercept -= db;
    if (Math.abs(da) + Math.abs(db) < 1e-10) break;
  }
  return { as: "platt", slope, intercept };
}

/** Pool-adjacent-violators: the rising steps nearest to the outcomes in squares. Source: Ayer et al. 1955. */
export function isotonicMap(p: Float64Array, truth: Uint8Array, weights?: ArrayLike<number>): CalibrationMap {
  const order = Uint32Array.from(p, (_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
  const blocks: { low: number; high: number; sum: number; weight: number }[] = [];
  for (const row of order) {
    const at = p[row] as number;
    const w = weights ? (weights[row] as number) : 1;
    const last = blocks.at(-1);
    // Equal probabilities are one point, whatever their order.
    if (last && last.high === at) {
      last.sum += w * (truth[row] as number);
      last.weight += w;
    } else blocks.push({ low: at, high: at, sum: w * (truth[row] as number), weight: w });
    while (blocks.length > 1) {
      const [before, now] = [blocks.at(-2), blocks.at(-1)] as [
        (typeof blocks)[number],
        (typeof blocks)[number],
      ];
      if (before.sum * now.weight < now.sum * before.weight) break;
      blocks.pop();
      before.high = now.high;
      before.sum += now.sum;
      before.weight += now.weight;
    }
  }
  const from: number[] = [];
  const to: number[] = [];
  for (const { low, high, sum, weight } of blocks) {
    const value = weight > 0 ? sum / weight : 0;
    from.push(low);
    to.push(value);
    if (high > low) {
      from.push(high);
      to.push(value);
    }
  }
  return { as: "isotonic", from, to };
}
