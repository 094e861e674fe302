import { LeptonError } from "@lepton/core";
import { ndArray } from "../../array/ndArray.ts";
import { constant } from "../../graph/op.ts";
import { type Dim, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { logicalAnd } from "../../ops/compare.ts";
import { reshape } from "../../ops/reshape.ts";

interface Given {
  /** [batch, T, …] and [batch, S, …] */
  query: Tensor;
  key: Tensor;
  /** bool [batch, S]; which steps of the values and keys are real. */
  valueMask?: Tensor | undefined;
  keyMask?: Tensor | undefined;
  /** bool [batch, T] */
  queryMask?: Tensor | undefined;
  /** bool [batch, T, S] or [1, T, S]: which pairs may meet. */
  attentionMask?: Tensor | undefined;
  isCausal: boolean;
}

/** All masks as one, bool, broadcasting to [batch, T, S]; undefined when all may meet. */
export function joinedMask({ query, key, valueMask, keyMask, queryMask, attentionMask, isCausal }: Given) {
  const across = (mask: Tensor) => reshape(mask, [mask.shape[0] as Dim, 1, mask.shape[1] as Dim]);
  const down = (mask: Tensor) => reshape(mask, [...mask.shape, 1]);
  const masks = [
    ...(queryMask ? [down(queryMask)] : []),
    ...(valueMask ? [across(valueMask)] : []),
    ...(keyMask && keyMask !== valueMask ? [across(keyMask)] : []),
    ...(attentionMask ? [attentionMask] : []),
    ...(isCausal ? [causal(query, key)] : []),
  ];
  return masks.length === 0 ? undefined : masks.reduce((a, b) => logicalAnd(a, b));
}

/** True where the key is not later than the query, [1, T, S]. */
function causal(query: Tensor, key: Tensor): Tensor {
  const [rows, columns] = [query.shape[1], key.shape[1]];
  if (typeof rows !== "number" || typeof columns !== "number")
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "a causal mask needs series of known length.",
      received: `${showShape(query.shape)}, ${showShape(key.shape)}`,
      next: "Give the inputs a number of steps, or an attention mask as input.",
    });
  const data = Uint8Array.from({ length: rows * columns }, (_, k) => (k % columns <= k / columns ? 1 : 0));
  return constant(ndArray(data, [1, rows, columns], "bool"));
}
