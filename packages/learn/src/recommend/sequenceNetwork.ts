import {
  cropping1d,
  dense,
  dropout,
  embedding,
  input,
  layerNormalization,
  type Model,
  model,
  positionEmbedding,
  transformerEncoder,
} from "@lepton/nn";

export interface SequenceArchitecture {
  /** Items that it can name; ids 1 … items, 0 is padding on the left. */
  items: number;
  /** Events looked back on. */
  length: number;
  width: number;
  heads: number;
  blocks: number;
  dropout: number;
}

/**
 * Attention over the last events, each step seeing none that is later: item and place embedded, `blocks` encoders, a
 * softmax over all items after every step. `training` gives [batch, length, items], `serving` the last step,
 * [batch, 1, items]; both share their weights.
 * Source: Kang & McAuley 2018, SASRec, ICDM, arXiv:1808.09781; the full softmax instead of sampled negatives: Klenitskiy
 * & Vasilev 2023, RecSys, arXiv:2309.07602.
 */
export function sequenceNetwork(
  { items, length, width, heads, blocks, dropout: rate }: SequenceArchitecture,
  seed: number,
): { training: Model; serving: Model } {
  const ids = input({ shape: [length], dtype: "int32", name: "items" });
  let x = dropout(rate)(positionEmbedding(length)(embedding(items + 1, width)(ids)));
  for (let block = 0; block < blocks; block++)
    x = transformerEncoder({
      heads,
      units: 2 * width,
      dropout: rate,
      useCausalMask: true,
      normalizeFirst: true,
      activation: "gelu",
    })(x);
  x = layerNormalization()(x);
  const top = dense(items, { activation: "softmax" });
  const training = model({ inputs: [ids], outputs: [top(x)], name: "sequence", seed });
  const serving = model({
    inputs: [ids],
    outputs: [top(length > 1 ? cropping1d([length - 1, 0])(x) : x)],
    name: "nextItem",
    seed,
  });
  return { training, serving };
}
