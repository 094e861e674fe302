import {
  add,
  average,
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
import { type NetworkRecipe, shapeOf } from "./networkInput.ts";

export interface Architecture {
  width: number;
  blocks: number;
  dropout: number;
  embedding: number;
}

interface Head {
  outputs: number;
  activation: "linear" | "sigmoid" | "softmax";
}

/**
 * A residual network over numbers and embedded categories: x ← x + dropout(W₂·relu(W₁·norm(x))) per block.
 * One embedding table for all categories, ids offset by column. Source: Gorishniy et al. 2021, arXiv:2106.11959 (ResNet).
 */
function residualNetwork(
  { numbers, ids }: { numbers: Symbolic | null; ids: Symbolic | null },
  idCount: number,
  { width, blocks, dropout: rate, embedding: size }: Architecture,
  { outputs, activation }: Head,
): Symbolic {
  const parts = [...(numbers ? [numbers] : []), ...(ids ? [flatten()(embedding(idCount, size)(ids))] : [])];
  const joined = parts.length > 1 ? concatenate()(...parts) : (parts[0] as Symbolic);
  let x = dense(width)(joined);
  for (let block = 0; block < blocks; block++) {
    let inner = dense(2 * width)(layerNormalization()(x));
    inner = dropout(rate)(relu()(inner));
    x = add()(x, dropout(rate / 2)(dense(width)(inner)));
  }
  const top = dropout(rate)(relu()(layerNormalization()(x)));
  return dense(outputs, { activation })(top);
}

/**
 * The network of a target: a value, P(class 1) of two classes, or a probability per class; with several `members` the
 * average of as many networks over the same inputs, weights in the order of the members.
 */
export function networkFor(
  y: { task: "regression" } | { task: "classification"; classes: readonly string[] },
  encoding: NetworkRecipe,
  architecture: Architecture,
  { seed, members = 1 }: { seed: number; members?: number },
): Model {
  const several = y.task === "classification" && y.classes.length > 2;
  const head: Head = {
    outputs: several ? y.classes.length : 1,
    activation: y.task === "regression" ? "linear" : several ? "softmax" : "sigmoid",
  };
  const shape = shapeOf(encoding);
  const numbers = shape.numbers > 0 ? input({ shape: [shape.numbers], name: "numbers" }) : null;
  const ids =
    shape.categories > 0 ? input({ shape: [shape.categories], dtype: "int32", name: "categories" }) : null;
  const outputs = Array.from({ length: members }, () =>
    residualNetwork({ numbers, ids }, shape.ids, architecture, head),
  );
  const output = members > 1 ? average()(...outputs) : (outputs[0] as Symbolic);
  return model({
    inputs: [numbers, ids].filter((one) => one !== null),
    outputs: [output],
    name: "tabular",
    seed,
  });
}
