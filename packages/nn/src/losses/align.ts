import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { cast } from "../ops/cast.ts";
import { reshape } from "../ops/reshape.ts";
import { permutationOf, transpose } from "../ops/transpose.ts";

/** Keras' fuzz: probabilities stay this far from 0 and 1, divisors from 0. */
export const epsilon = 1e-7;

/**
 * The truth as float32 in the prediction's shape; [batch] goes to [batch, 1].
 * Errors: NN_SHAPE_MISMATCH: nothing is broadcast, so [batch] beside [batch, 1] never becomes [batch, batch].
 */
export function aligned(truth: Tensor, prediction: Tensor, loss: string): Tensor {
  const numbers = cast(truth, "float32");
  if (sameShape(truth.shape, prediction.shape)) return numbers;
  if (prediction.shape.at(-1) === 1 && sameShape(truth.shape, prediction.shape.slice(0, -1)))
    return reshape(numbers, prediction.shape);
  throw mismatch(
    loss,
    `truth ${showShape(truth.shape)}, prediction ${showShape(prediction.shape)}`,
    "Give a truth of the prediction's shape.",
  );
}

/** Labels as int32 in the prediction's shape without its last axis; [batch, 1] goes to [batch]. Errors: NN_SHAPE_MISMATCH. */
export function labelsOf(truth: Tensor, prediction: Tensor, loss: string): Tensor {
  const wanted = prediction.shape.slice(0, -1);
  const labels = cast(truth, "int32");
  if (sameShape(truth.shape, wanted)) return labels;
  if (truth.shape.at(-1) === 1 && sameShape(truth.shape.slice(0, -1), wanted)) return reshape(labels, wanted);
  throw mismatch(
    loss,
    `labels ${showShape(truth.shape)}, prediction ${showShape(prediction.shape)}`,
    `Give one label for each row of the last axis: ${showShape(wanted)}.`,
  );
}

/** The last axis put back as 1: [batch, …] → [batch, …, 1]. */
export const column = (x: Tensor): Tensor => reshape(x, [...x.shape, 1]);

/** What the prediction is the sigmoid of, when that is the last thing the model does. */
export function sigmoidOf(prediction: Tensor): Tensor | undefined {
  const order = permutationOf(prediction);
  const { node } = order?.of ?? prediction;
  if (node.op.name !== "sigmoid") return undefined;
  const [x] = node.inputs as [Tensor];
  return order ? transpose(x, order.axes) : x;
}

/** What the prediction is the softmax of along this axis (counted from the front), likewise. */
export function softmaxOf(prediction: Tensor, axis: number): Tensor | undefined {
  const { op, attributes, inputs } = prediction.node;
  return op.name === "softmax" && (attributes as { axis: number }).axis === axis ? inputs[0] : undefined;
}
