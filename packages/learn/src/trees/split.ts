import type { BinnedFeature } from "./bins.ts";

/** What limits a split and its leaves. */
export interface SplitOptions {
  /** λ of the leaves' squares, added to the Hessian sum. */
  l2: number;
  /** Least Hessian sum of a child. */
  minChildWeight: number;
  /** Least rows of a child (weights of rows, told from its share of the Hessian sum). */
  minChildRows: number;
  /** Least gain of a split. */
  minGain: number;
  /** Added to a category's Hessian sum when categories are put in order, and to λ in their splits. */
  categorySmoothing: number;
}

export interface Split {
  feature: number;
  gain: number;
  /** Last bin that goes left; −1 in a split of categories. */
  bin: number;
  /** Bins that go left in a split of categories; null for numbers. */
  categories: number[] | null;
  missingLeft: boolean;
  /** Gradient and Hessian sums of the left child. */
  leftG: number;
  leftH: number;
}

/** Sums over the rows of a node. */
export interface NodeSums {
  g: number;
  h: number;
  rows: number;
}

/**
 * The best split of a feature from its histogram: gain = G_l²/(H_l+λ) + G_r²/(H_r+λ) − G²/(H+λ), the fall of the loss
 * (twice) by second order. Missing rows are tried on both sides; where the node has none, they follow the larger child.
 * `hist`: pairs (G, H) of bins 0 … bins (the last: missing) from `at` on.
 * Source: Chen & Guestrin 2016, KDD, eq. 7.
 */
export function bestSplit(
  feature: number,
  { bins, edges }: BinnedFeature,
  hist: Float64Array,
  at: number,
  node: NodeSums,
  options: SplitOptions,
): Split | null {
  return edges === null
    ? splitCategories(feature, bins, hist, at, node, options)
    : splitNumbers(feature, bins, hist, at, node, options);
}

function splitNumbers(
  feature: number,
  bins: number,
  hist: Float64Array,
  at: number,
  node: NodeSums,
  { l2, minChildWeight, minChildRows, minGain }: SplitOptions,
): Split | null {
  const { g, h, rows } = node;
  const missingG = hist[at + 2 * bins] as number;
  const missingH = hist[at + 2 * bins + 1] as number;
  // More than what rounding leaves of a histogram that was told by subtraction.
  const hasMissing = missingH > 1e-9 * h;
  const least = Math.max(minChildWeight, (minChildRows * h) / rows) * (1 - 1e-12);
  const parent = (g * g) / (h + l2);
  let best = parent + Math.max(minGain, 1e-12 * Math.abs(parent));
  let bin = -1;
  let missingLeft = false;
  let bestG = 0;
  let bestH = 0;
  for (let side = 0; side < (hasMissing ? 2 : 1); side++) {
    let leftG = side === 1 ? missingG : 0;
    let leftH = side === 1 ? missingH : 0;
    // Missing alone on the right is a split too: all values go left.
    const last = hasMissing && side === 0 ? bins : bins - 1;
    for (let b = 0; b < last; b++) {
      leftG += hist[at + 2 * b] as number;
      leftH += hist[at + 2 * b + 1] as number;
      if (leftH < least) continue;
      const rightH = h - leftH;
      if (rightH < least) break;
      const rightG = g - leftG;
      const score = (leftG * leftG) / (leftH + l2) + (rightG * rightG) / (rightH + l2);
      if (score > best) {
        best = score;
        bin = b;
        missingLeft = side === 1;
        bestG = leftG;
        bestH = leftH;
      }
    }
  }
  if (bin < 0) return null;
  if (!hasMissing) missingLeft = bestH >= h - bestH;
  return { feature, gain: best - parent, bin, categories: null, missingLeft, leftG: bestG, leftH: bestH };
}

/** Fewest rows of a category that takes part in the order; smaller ones stay on the right. */
const minCategoryRows = 5;
/** Most categories on the left, from either end of the order. */
const mostLeft = 32;

/**
 * Categories in the order of G/(H + smoothing), then the best cut of that order: optimal for a convex loss.
 * Missing is one more category. Source: Fisher 1958, JASA 53:789–798; Ke et al. 2017, NeurIPS 30.
 */
function splitCategories(
  feature: number,
  bins: number,
  hist: Float64Array,
  at: number,
  node: NodeSums,
  { l2, minChildWeight, minChildRows, minGain, categorySmoothing }: SplitOptions,
): Split | null {
  const { g, h, rows } = node;
  const perRow = h / rows;
  const order: number[] = [];
  for (let b = 0; b <= bins; b++)
    if ((hist[at + 2 * b + 1] as number) >= Math.max(minCategoryRows * perRow * (1 - 1e-12), 1e-12))
      order.push(b);
  if (order.length < 2 && (order.length === 0 || (hist[at + 2 * (order[0] as number) + 1] as number) >= h))
    return null;
  const rank = (b: number) =>
    (hist[at + 2 * b] as number) / ((hist[at + 2 * b + 1] as number) + categorySmoothing);
  order.sort((a, b) => rank(a) - rank(b) || a - b);
  const least = Math.max(minChildWeight, minChildRows * perRow) * (1 - 1e-12);
  const lambda = l2 + (order.length > 4 ? categorySmoothing : 0);
  const parent = (g * g) / (h + lambda);
  let best = parent + Math.max(minGain, 1e-12 * Math.abs(parent));
  let count = 0;
  let isReversed = false;
  let bestG = 0;
  let bestH = 0;
  for (let side = 0; side < 2; side++) {
    let leftG = 0;
    let leftH = 0;
    for (let i = 0; i < Math.min(order.length, mostLeft); i++) {
      const b = order[side === 0 ? i : order.length - 1 - i] as number;
      leftG += hist[at + 2 * b] as number;
      leftH += hist[at + 2 * b + 1] as number;
      if (leftH < least) continue;
      const rightH = h - leftH;
      if (rightH < least) break;
      const rightG = g - leftG;
      const score = (leftG * leftG) / (leftH + lambda) + (rightG * rightG) / (rightH + lambda);
      if (score > best) {
        best = score;
        count = i + 1;
        isReversed = side === 1;
        bestG = leftG;
        bestH = leftH;
      }
    }
  }
  if (count === 0) return null;
  const left = isReversed ? order.slice(-count) : order.slice(0, count);
  const missingLeft = left.includes(bins);
  return {
    feature,
    gain: best - parent,
    bin: -1,
    categories: left.filter((b) => b < bins).sort((a, b) => a - b),
    missingLeft,
    leftG: bestG,
    leftH: bestH,
  };
}
