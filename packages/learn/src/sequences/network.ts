import {
  add,
  concatenate,
  cropping1d,
  dense,
  dropout,
  embedding,
  flatten,
  gru,
  input,
  layerNormalization,
  lstm,
  type Model,
  model,
  positionEmbedding,
  relu,
  type Symbolic,
  transformerEncoder,
} from "@lepton/nn";
import { z } from "zod";
import { idCount, type SequenceRecipe, stepNumbers, summaryNumbers } from "./encode.ts";
import { activationOf, type Head, outputsOf } from "./heads.ts";

const count = z.int().min(1);
export const architectureSchema = z.object({
  cell: z.enum(["gru", "lstm", "attention"]),
  width: count,
  blocks: count,
  heads: count,
  embedding: count,
  dropout: z.number().min(0).lt(1),
});
export type SequenceArchitecture = z.infer<typeof architectureSchema>;

/**
 * Steps (embedded name beside its numbers) → GRU, LSTM or causal self-attention → state at the cutoff; beside it the
 * row's summary → a dense layer → what the head asks for. With an anchor, ln E = ln anchor + network, from 0 on.
 */
export function networkFor(
  recipe: SequenceRecipe,
  head: Head,
  { cell, width, blocks, heads, embedding: size, dropout: rate }: SequenceArchitecture,
  { seed, isAnchored }: { seed: number; isAnchored: boolean },
): Model {
  const { steps } = recipe;
  const codes = input({ shape: [steps], dtype: "int32", name: "events" });
  const numbers = input({ shape: [steps, stepNumbers], name: "numbers" });
  const summary = input({ shape: [summaryNumbers], name: "summary" });
  const anchor = isAnchored ? input({ shape: [1], name: "anchor" }) : null;
  const x = concatenate()(embedding(idCount(recipe), size, { maskZero: true })(codes), numbers);
  const state =
    cell === "gru"
      ? gru(width)(x)
      : cell === "lstm"
        ? lstm(width)(x)
        : attended(x, { steps, width, blocks, heads, rate });
  const joined = dropout(rate)(dense(width)(concatenate()(dropout(rate)(state), dense(width)(summary))));
  const top = relu()(joined);
  const last = dense(outputsOf(head), {
    activation: activationOf(head),
    ...(anchor && { kernelInitializer: "zeros" as const }),
    ...(head.kind === "count" &&
      !anchor && { biasInitializer: { name: "constant", value: Math.log(head.mean) } as const }),
  })(top);
  return model({
    inputs: [codes, numbers, summary, ...(anchor ? [anchor] : [])],
    outputs: [anchor ? add()(last, anchor) : last],
    name: "sequence",
    seed,
  });
}

/** Causal blocks over the steps; the last step is the cutoff and sees all. */
function attended(
  x: Symbolic,
  {
    steps,
    width,
    blocks,
    heads,
    rate,
  }: { steps: number; width: number; blocks: number; heads: number; rate: number },
): Symbolic {
  let h = positionEmbedding(steps)(dense(width)(x));
  for (let block = 0; block < blocks; block++)
    h = transformerEncoder({
      heads,
      units: 2 * width,
      dropout: rate,
      normalizeFirst: true,
      useCausalMask: true,
    })(h);
  const last = steps > 1 ? cropping1d([steps - 1, 0])(h) : h;
  return layerNormalization()(flatten()(last));
}
