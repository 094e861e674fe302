import { type Random, random } from "@lepton/core";
import type { Pace } from "../tabular/pace.ts";
import type { Target } from "../tabular/target.ts";
import type { BinnedFeature } from "./bins.ts";
import type { Tree } from "./format.ts";
import { type GrownTree, type GrowOptions, grower } from "./grow.ts";
import { lossOf } from "./loss.ts";

export interface BoostOptions extends GrowOptions {
  /** Most rounds; one tree per output each. */
  rounds: number;
  /** Rounds without a lower loss on the held-out rows before it ends. */
  patience: number;
  /** Share of the rows each tree sees, drawn without replacement. */
  rowShare: number;
  /** Share of the features each tree sees. */
  featureShare: number;
}

export interface Boosted {
  base: number[];
  trees: Tree[];
  /** Loss on the held-out rows after every round; of the training rows where none are held out. */
  losses: number[];
  /** Raw scores of the held-out rows at the best round, [outputs][rows]. */
  heldOutScores: Float64Array[];
}

/**
 * Gradient boosting by second order: each round adds to every output the tree that fits its gradients; ends when the
 * held-out loss has not fallen for `patience` rounds and keeps the trees up to its least. Without held-out rows all
 * rounds are run. Source: Friedman 2001, Ann. Stat. 29:1189–1232; Ke et al. 2017.
 */
export async function boost(
  binned: readonly BinnedFeature[],
  target: Target,
  weights: Float64Array | null,
  { training, heldOut }: { training: Int32Array; heldOut: Int32Array },
  options: BoostOptions,
  { seed, pace, onRound }: { seed: number; pace: Pace; onRound(round: number, loss: number): void },
): Promise<Boosted> {
  const draw = random(seed);
  const loss = lossOf(target, weights);
  const rows = binned[0]?.codes.length ?? 0;
  const base = loss.base(training);
  const scores = base.map((start) => new Float64Array(rows).fill(start));
  const gradients = base.map(() => new Float64Array(rows));
  const hessians = base.map(() => new Float64Array(rows));
  const grow = grower(binned, options, weights, pace);
  const trees: Tree[] = [];
  const losses: number[] = [];
  const judged = heldOut.length > 0 ? heldOut : training;
  let best = { loss: loss.mean(scores, judged), rounds: 0, scores: takeScores(scores, heldOut) };
  for (let round = 0; round < options.rounds; round++) {
    const sample = options.rowShare < 1 ? sampled(training, options.rowShare, draw) : training;
    const features = featuresOf(binned.length, options.featureShare, draw);
    base.forEach((_, k) => {
      loss.derivatives(scores, k, gradients[k] as Float64Array, hessians[k] as Float64Array);
    });
    let splits = 0;
    for (let k = 0; k < base.length; k++) {
      const score = scores[k] as Float64Array;
      const grown = await grow.grow(
        sample,
        gradients[k] as Float64Array,
        hessians[k] as Float64Array,
        features,
      );
      trees.push(grown.tree);
      splits += grown.leaves.length - 1;
      for (const { node, rows: inLeaf } of grown.leaves) {
        const value = grown.tree.value[node] as number;
        addToRows(score, inLeaf, value);
      }
      if (sample !== training) addToOthers(grown, binned, training, sample, score);
      addTo(grown, binned, heldOut, score);
    }
    const now = loss.mean(scores, judged);
    losses.push(now);
    onRound(round, now);
    if (heldOut.length === 0 || now < best.loss)
      best = { loss: now, rounds: round + 1, scores: takeScores(scores, heldOut) };
    const isStuck = splits === 0 && options.rowShare >= 1 && options.featureShare >= 1;
    if (isStuck || (heldOut.length > 0 && round + 1 - best.rounds >= options.patience)) break;
    if (pace.isDue()) await pace.rest();
  }
  return { base, trees: trees.slice(0, best.rounds * base.length), losses, heldOutScores: best.scores };
}

const takeScores = (scores: readonly Float64Array[], rows: Int32Array) =>
  scores.map((score) => Float64Array.from(rows, (row) => score[row] as number));

function sampled(rows: Int32Array, share: number, { next }: Random): Int32Array {
  const want = Math.max(1, Math.round(share * rows.length));
  const out = new Int32Array(want);
  let taken = 0;
  // Selection sampling keeps the rows in order, which reads memory in order. Source: Knuth, TAOCP 2, 3.4.2 S.
  for (let i = 0; i < rows.length && taken < want; i++)
    if (next() * (rows.length - i) < want - taken) out[taken++] = rows[i] as number;
  return out;
}

function featuresOf(count: number, share: number, draw: Random): number[] {
  const all = Array.from({ length: count }, (_, j) => j);
  if (share >= 1) return all;
  return draw.shuffle(all).slice(0, Math.max(1, Math.round(share * count)));
}

function addToRows(score: Float64Array, rows: Int32Array, value: number): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    score[row] = (score[row] as number) + value;
  }
}

/** Adds the tree's value to rows that did not grow it. */
function addTo(
  { tree, goesLeft }: GrownTree,
  binned: readonly BinnedFeature[],
  rows: Int32Array,
  score: Float64Array,
) {
  const { feature, left, right, value } = tree;
  for (const row of rows) {
    let node = 0;
    for (let lookup = goesLeft[0]; lookup; lookup = goesLeft[node]) {
      const code = (binned[feature[node] as number] as BinnedFeature).codes[row] as number;
      node = (lookup[code] === 1 ? left[node] : right[node]) as number;
    }
    score[row] = (score[row] as number) + (value[node] as number);
  }
}

function addToOthers(
  grown: GrownTree,
  binned: readonly BinnedFeature[],
  rows: Int32Array,
  sample: Int32Array,
  score: Float64Array,
) {
  const others = new Int32Array(rows.length - sample.length);
  let at = 0;
  let count = 0;
  for (const row of rows)
    if (row === sample[at]) at++;
    else others[count++] = row;
  addTo(grown, binned, others, score);
}
