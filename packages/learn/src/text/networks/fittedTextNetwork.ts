import { LeptonError } from "@lepton/core";
import { float32, type Model } from "@lepton/nn";
import { z } from "zod";
import { likeliest } from "../../tabular/classifier.ts";
import { placeOfClass } from "../checkLabelled.ts";
import { checkTexts } from "../checkTexts.ts";
import type { FittedTextModel } from "../estimator.ts";
import { floatsOf } from "../floats.ts";
import { wordsOf } from "../tokenize.ts";
import { architectureSchema, textNetworkOf } from "./architectures.ts";
import { idsOf, savedTokensSchema } from "./tokens.ts";

export const savedTextNetworkSchema = z.object({
  kind: z.literal("textNetwork"),
  classes: z.array(z.string()).min(2),
  architecture: architectureSchema,
  tokens: savedTokensSchema,
  /** float32, one weight after the other, base64. */
  weights: z.string(),
  warnings: z.array(z.string()),
});
export type SavedTextNetwork = z.infer<typeof savedTextNetworkSchema>;

/** Texts scored in one run. */
const slice = 512;
/** Words of a text that are taken out one by one. */
const mostExplained = 300;

export function fittedTextNetwork(saved: SavedTextNetwork): FittedTextModel {
  const { kind, classes, warnings } = saved;
  const ids = idsOf(saved.tokens);
  let loaded: Promise<Model> | undefined;
  const predictProbabilities = async (given: readonly string[]) => {
    const texts = checkTexts(given);
    const out = new Float64Array(texts.length * classes.length);
    if (texts.length === 0) return out;
    loaded ??= load(saved);
    const net = await loaded;
    for (let from = 0; from < texts.length; from += slice) {
      const part = texts.slice(from, from + slice);
      const p = (await net.predict([ids(part)], { batchSize: part.length })).data as Float32Array;
      out.set(p, from * classes.length);
    }
    return normalised(out, classes.length);
  };
  return {
    kind,
    classes,
    warnings,
    predictProbabilities,
    predict: async (texts) =>
      Array.from(likeliest(await predictProbabilities(texts), classes.length), (c) => classes[c] as string),
    async explain(given, options = {}) {
      const text = checkTexts([given])[0] as string;
      const words = wordsOf(text).map(({ start, end }) => ({
        start,
        end,
        text: text.slice(start, end),
        weight: 0,
      }));
      const tried = words.slice(0, mostExplained);
      const without = tried.map(({ start, end }) => `${text.slice(0, start)} ${text.slice(end)}`);
      const p = await predictProbabilities([text, "", ...without]);
      const k = classes.length;
      const c =
        options.class === undefined
          ? (likeliest(p.subarray(0, k), k)[0] as number)
          : placeOfClass(classes, options.class);
      const score = scoreOf(p.subarray(0, k), c);
      tried.forEach((word, i) => {
        word.weight = score - scoreOf(p.subarray((i + 2) * k, (i + 3) * k), c);
      });
      return {
        class: classes[c] as string,
        probability: p[c] as number,
        score,
        bias: scoreOf(p.subarray(k, 2 * k), c),
        words,
        method: "occlusion",
      };
    },
    toJSON: () => saved,
    close: async () => {
      const net = await loaded;
      loaded = undefined;
      await net?.close();
    },
  };
}

/** Log odds of two classes; of several ln P less its mean over the classes. */
function scoreOf(p: Float64Array, c: number): number {
  const logs = Array.from(p, (value) => Math.log(Math.max(value, 1e-15)));
  const own = logs[c] as number;
  return p.length === 2 ? own - (logs[1 - c] as number) : own - logs.reduce((a, b) => a + b, 0) / logs.length;
}

/** float32 sums are off by some 1e-7. */
function normalised(p: Float64Array, classes: number): Float64Array {
  for (let from = 0; from < p.length; from += classes) {
    const row = p.subarray(from, from + classes);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((value, c) => {
      row[c] = value / sum;
    });
  }
  return p;
}

/** Errors: LEARN_SAVED_MODEL on weights of other sizes. */
async function load({ architecture, tokens, classes, weights }: SavedTextNetwork): Promise<Model> {
  const net = textNetworkOf(architecture, {
    ids: tokens.tokens.length + 2,
    length: tokens.length,
    classes: classes.length,
    seed: 0,
  });
  net.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", worker: false });
  const all = floatsOf(weights);
  const sizes = net.weights.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  if (all.length !== sizes.reduce((a, b) => a + b, 0))
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "The network's weights do not fit its architecture.",
      received: `${all.length} numbers`,
      next: "Give what `toJSON` of a fitted model returned.",
    });
  let from = 0;
  await net.setWeights(
    net.weights.map(({ shape }, i) => {
      const to = from + (sizes[i] as number);
      const part = float32(all.slice(from, to), shape);
      from = to;
      return part;
    }),
  );
  return net;
}
