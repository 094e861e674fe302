import {
  bidirectional,
  concatenate,
  conv1d,
  defineLayer,
  dense,
  dropout,
  embedding,
  globalMaxPooling1d,
  input,
  lstm,
  type Model,
  model,
  ops,
  type Symbolic,
} from "@lepton/nn";
import { z } from "zod";

const count = z.int().min(1);
export const architectureSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("cnn"),
    embedding: count,
    filters: count,
    widths: z.array(count).min(1),
    dropout: z.number().min(0).lt(1),
  }),
  z.strictObject({
    kind: z.literal("lstm"),
    embedding: count,
    units: count,
    dropout: z.number().min(0).lt(1),
  }),
]);
export type TextArchitecture = z.infer<typeof architectureSchema>;

/**
 * Steps weighed by what they say: α = softmax over time of u·tanh(W·h + b), y = Σ α·h; padding weighs nothing.
 * Shape: [batch, time, features] → [batch, features]. Source: Yang et al. 2016, ACL N16-1174, eq. 5–7.
 */
const attentionPooling = defineLayer("attentionPooling", {
  config: z.strictObject({ units: count }),
  weights: ([shape], { units }) => ({
    kernel: { shape: [Number(shape?.at(-1)), units], initializer: "glorotUniform" },
    bias: { shape: [units], initializer: "zeros" },
    context: { shape: [units, 1], initializer: "glorotUniform" },
  }),
  call: ([h], { kernel, bias, context }, _, { mask }) => {
    const scores = ops.matMul(ops.tanh(ops.add(ops.matMul(h, kernel), bias)), context); // [batch, time, 1]
    const isReal = mask(0);
    const masked = isReal
      ? ops.add(scores, ops.mul(ops.sub(ops.expandDims(ops.cast(isReal, "float32"), 2), 1), 1e9))
      : scores;
    return ops.reduceSum(ops.mul(ops.softmax(masked, 1), h), [1]);
  },
});

/**
 * Ids [texts, length] (0 padding, 1 unknown) → P(class) [texts, classes].
 * cnn: convolutions over neighbouring tokens, the largest answer of each filter. Source: Kim 2014, ACL D14-1181.
 * lstm: read from both ends, then attention pooling.
 */
export function textNetworkOf(
  architecture: TextArchitecture,
  { ids, length, classes, seed }: { ids: number; length: number; classes: number; seed: number },
): Model {
  const tokens = input({ shape: [length], dtype: "int32", name: "tokens" });
  const top =
    architecture.kind === "cnn" ? convolved(tokens, ids, architecture) : recurrent(tokens, ids, architecture);
  const output = dense(classes, { activation: "softmax" })(dropout(architecture.dropout)(top));
  return model({ inputs: [tokens], outputs: [output], name: "text", seed });
}

function convolved(
  tokens: Symbolic,
  ids: number,
  { embedding: size, filters, widths, dropout: rate }: Extract<TextArchitecture, { kind: "cnn" }>,
): Symbolic {
  const x = dropout(rate / 2)(embedding(ids, size)(tokens));
  const pooled = widths.map((width) =>
    globalMaxPooling1d()(conv1d(filters, width, { padding: "same", activation: "relu" })(x)),
  );
  return pooled.length > 1 ? concatenate()(...pooled) : (pooled[0] as Symbolic);
}

function recurrent(
  tokens: Symbolic,
  ids: number,
  { embedding: size, units, dropout: rate }: Extract<TextArchitecture, { kind: "lstm" }>,
): Symbolic {
  const x = dropout(rate / 2)(embedding(ids, size, { maskZero: true })(tokens));
  return attentionPooling({ units })(bidirectional(lstm(units, { returnSequences: true }))(x));
}
