import {
  add,
  concatenate,
  dense,
  dropout,
  embedding,
  flatten,
  input,
  layerNormalization,
  type Model,
  model,
  relu,
  type Symbolic,
} from "@lepton/nn";
import { type NetworkRecipe, type NetworkShape, shapeOf } from "./networkInput.ts";

export interface Architecture {
  width: number;
  blocks: number;
  dropout: number;
  embedding: number;
}

/**
 * A residual network over numbers and embedded categories: x ← x + dropout(W₂·relu(W₁·norm(x))) per block.
 * One embedding table for all categories, ids offset by column. Source: Gorishniy et al. 2021, arXiv:2106.11959 (ResNet).
 */
function residualNetwork(
  shape: NetworkShape,
  { width, blocks, dropout: rate, embedding: size }: Architecture,
  {
    outputs,
    activation,
    seed,
  }: { outputs: number; activation: "linear" | "sigmoid" | "softmax"; seed: number },
): Model {
  const inputs: Symbolic[] = [];
  const parts: Symbolic[] = [];
  if (shape.numbers > 0) {
    const numbers = input({ shape: [shape.numbers], name: "numbers" });
    inputs.push(numbers);
    parts.push(numbers);
  }
  if (shape.categories > 0) {
    const ids = input({ shape: [shape.categories], dtype: "int32", name: "categories" });
    inputs.push(ids);
    parts.push(flatten()(embedding(shape.ids, size)(ids)));
  }
  const joined = parts.length > 1 ? concatenate()(...parts) : (parts[0] as Symbolic);
  let x = dense(width)(joined);
  for (let block = 0; block < blocks; block++) {
    let inner = dense(2 * width)(layerNormalization()(x));
    inner = dropout(rate)(relu()(inner));
    x = add()(x, dropout(rate / 2)(dense(width)(inner)));
  }
  const top = dropout(rate)(relu()(layerNormalization()(x)));
  const out = dense(outputs, { activation })(top);
  return model({ inputs, outputs: [out], name: "tabular", seed });
}

/** The network of a target: a value, P(class 1) of two classes, or a probability per class. */
export function networkFor(
  y: { task: "regression" } | { task: "classification"; classes: readonly string[] },
  encoding: NetworkRecipe,
  architecture: Architecture,
  seed: number,
) {
  const several = y.task === "classification" && y.classes.length > 2;
  return residualNetwork(shapeOf(encoding), architecture, {
    outputs: several ? y.classes.length : 1,
    activation: y.task === "regression" ? "linear" : several ? "softmax" : "sigmoid",
    seed,
  });
}
