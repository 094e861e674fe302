import { z } from "zod";
import { defineOp, one } from "../graph/op.ts";
import { mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, maximum, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { equal, greater, logicalAnd, logicalNot } from "../ops/compare.ts";
import { matMul } from "../ops/matMul.ts";
import { countOf, reduceMax, reduceMin, reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/reshape.ts";
import { where } from "../ops/where.ts";
import { labelsOf } from "./align.ts";
import { defineLoss, type LossFactory } from "./defineLoss.ts";

const name = "tripletLoss";
const config = z.strictObject({
  margin: z.number().positive().default(1),
  mining: z.enum(["semiHard", "batchAll"]).default("semiHard"),
  distance: z.enum(["squaredEuclidean", "euclidean", "cosine"]).default("euclidean"),
});

/**
 * max(0, d(a, p) − d(a, n) + margin) over anchors a, others p of the same label, and n of another label in the batch.
 * `mining`: "semiHard": each pair (a, p) with the nearest n farther than p, or the farthest n where none is; mean over
 * pairs. "batchAll": all triplets; mean over those that still cost. Each anchor's share is scaled so that the mean of
 * the batch is that mean. Shape: embeddings [batch, features] and labels [batch] → [batch].
 * Options: `margin` (1), `distance` ("euclidean"). Cost: batch³ values.
 * Source: Schroff et al. 2015, arXiv:1503.03832; Hermans et al. 2017, arXiv:1703.07737. Errors: NN_SHAPE_MISMATCH.
 */
export const tripletLoss: LossFactory<typeof config> = defineLoss(name, {
  config,
  truth: "sparse",
  perSample: (truth, embeddings, { margin, mining, distance }) => {
    if (embeddings.shape.length !== 2)
      throw mismatch(name, `embeddings ${showShape(embeddings.shape)}`, "Give [batch, features].");
    const labels = labelsOf(truth, embeddings, name);
    const d = distances(embeddings, distance);
    const isSame = equal(along(labels, 0), along(labels, 1));
    const isPositive = logicalAnd(isSame, logicalNot(cast(eyeLike(d), "bool")));
    const isNegative = logicalNot(isSame);
    const ofPair = mining === "semiHard" ? semiHard : batchAll;
    const { costs, counts } = ofPair(d, isPositive, isNegative, margin);
    return mul(costs, div(countOf(embeddings, [0]), maximum(reduceSum(counts), 1)));
  },
});

interface PairCosts {
  /** Σ of each anchor's costs. Shape: [batch]. */
  costs: Tensor;
  /** How many costs the mean is over. */
  counts: Tensor;
}

function semiHard(d: Tensor, isPositive: Tensor, isNegative: Tensor, margin: number): PairCosts {
  const [dap, dan] = [third(d, 2), third(d, 1)]; // [a, p, 1], [a, 1, n]
  const isFarther = logicalAnd(third(isNegative, 1), greater(dan, dap)); // [a, p, n]
  const nearest = reduceMin(where(isFarther, dan, far), [2]); // [a, p]
  const farthest = reduceMax(where(isNegative, d, 0), [1], true); // [a, 1]
  const chosen = where(greater(far, nearest), nearest, farthest);
  const pairs = cast(isPositive, "float32");
  return { costs: reduceSum(mul(maximum(add(sub(d, chosen), margin), 0), pairs), [1]), counts: pairs };
}

function batchAll(d: Tensor, isPositive: Tensor, isNegative: Tensor, margin: number): PairCosts {
  const costs = maximum(add(sub(third(d, 2), third(d, 1)), margin), 0); // [a, p, n]
  const isTriplet = logicalAnd(third(isPositive, 2), third(isNegative, 1));
  const real = mul(costs, cast(isTriplet, "float32"));
  return { costs: reduceSum(real, [1, 2]), counts: cast(greater(real, 1e-16), "float32") };
}

/** Farther than any two embeddings are. */
const far = 1e30;

/** Distances between all rows. Shape: [batch, features] → [batch, batch]. */
function distances(x: Tensor, distance: z.output<typeof config>["distance"]): Tensor {
  const products = matMul(x, x, { transB: true });
  const squares = reduceSum(mul(x, x), [1]);
  if (distance === "cosine") {
    const norms = sqrt(maximum(squares, 1e-14));
    return sub(1, div(products, mul(along(norms, 0), along(norms, 1))));
  }
  const squared = maximum(sub(add(along(squares, 0), along(squares, 1)), mul(products, 2)), 0);
  if (distance === "squaredEuclidean") return squared;
  // A root of 0 has no derivative: equal rows are 1e-8 apart.
  return sqrt(maximum(squared, 1e-16));
}

/** [batch] as a column (axis 0) or a row (axis 1). */
const along = (x: Tensor, axis: 0 | 1): Tensor => reshape(x, axis === 0 ? [...x.shape, 1] : [1, ...x.shape]);
/** [batch, batch] with a third axis of 1 in between (1) or behind (2). */
const third = (x: Tensor, axis: 1 | 2): Tensor => {
  const [rows, columns] = x.shape as [Tensor["shape"][number], Tensor["shape"][number]];
  return reshape(x, axis === 1 ? [rows, 1, columns] : [rows, columns, 1]);
};

const eyeOp = defineOp<null>("eyeLike", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names) => to.node("EyeLike", names),
  gradient: "none",
});
/** 1 on the diagonal, 0 elsewhere, in the shape of x [n, n]. */
const eyeLike = (x: Tensor): Tensor => one(eyeOp.apply([x], null));
