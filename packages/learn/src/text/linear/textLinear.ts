import { z } from "zod";
import { breather } from "../../series/breathe.ts";
import { likeliest } from "../../tabular/classifier.ts";
import { readOptions } from "../../tabular/options.ts";
import { checkLabelled, noWords, placeOfClass } from "../checkLabelled.ts";
import { checkTexts } from "../checkTexts.ts";
import type { FittedTextModel, TextEstimator } from "../estimator.ts";
import { featuresFor } from "../features.ts";
import { floatsOf, textOf } from "../floats.ts";
import { fitTfidf, savedTfidfSchema, tfidfOf } from "../tfidf.ts";
import { tokenizerSchema } from "../tokenize.ts";
import { shareOut } from "./explainLinear.ts";
import { fewRows, fitWeights } from "./fitWeights.ts";
import { outputsOf, probabilitiesOf } from "./softmax.ts";

const optionsSchema = z.strictObject({
  /** As in `TokenizerOptions`; chosen by the texts' language unless given. */
  words: tokenizerSchema.shape.words.removeDefault().optional(),
  characters: tokenizerSchema.shape.characters.removeDefault().optional(),
  /** Terms in fewer texts are left out. Default 3 from 10,000 texts, 2 from 1,000, else 1. */
  leastTexts: z.int().min(1).optional(),
  /** Most terms kept. Default 200,000, fewer for many classes. */
  mostTerms: z.int().min(1).optional(),
  /** λ of ½λ‖w‖², 1/C of scikit-learn; chosen on rows held out unless given. */
  penalty: z.number().positive().optional(),
  /** The fit ends when the gradient has shrunk to this share. Default 2e-4. */
  tolerance: z.number().positive().default(2e-4),
});
export type TextLinearOptions = z.input<typeof optionsSchema>;

export const savedTextLinearSchema = z.object({
  kind: z.literal("textLinear"),
  classes: z.array(z.string()).min(2),
  tfidf: savedTfidfSchema,
  penalty: z.number(),
  /** [terms + 1, outputs], float32, base64. */
  weights: z.string(),
  warnings: z.array(z.string()),
});
export type SavedTextLinear = z.infer<typeof savedTextLinearSchema>;

const leastTextsOf = (texts: number): number => (texts >= 10_000 ? 3 : texts >= 1000 ? 2 : 1);
/** Weights that fit in memory together with what the solver keeps. */
const mostWeights = 8_000_000;

/**
 * TF-IDF of words and characters, then logistic regression (softmax for several classes) with λ chosen on rows held out.
 * Explains exactly. Source: Wang & Manning 2012, ACL P12-2018, on how strong it is.
 */
export function textLinear(options: TextLinearOptions = {}): TextEstimator {
  const read = readOptions(optionsSchema, options, "textLinear");
  return {
    name: "TF-IDF + logistic regression",
    async fit(texts, labels, fitOptions = {}) {
      const { read: checked, y } = checkLabelled(texts, labels);
      const { signal, onProgress } = fitOptions;
      signal?.throwIfAborted();
      const auto = featuresFor(checked, y.classes.length);
      const { fitted: tfidf, x } = await fitTfidf(
        checked,
        {
          words: read.words ?? auto.words,
          characters: read.characters === undefined ? auto.characters : read.characters,
          leastTexts: read.leastTexts ?? leastTextsOf(checked.length),
          mostTerms: Math.min(
            read.mostTerms ?? 200_000,
            Math.floor(mostWeights / outputsOf(y.classes.length)),
          ),
        },
        { signal },
      );
      if (x.values.length === 0) throw noWords(checked.length);
      onProgress?.({ share: 0.2, step: `${tfidf.terms.length} terms` });
      const { weights, penalty } = await fitWeights(x, y, read, fitOptions);
      onProgress?.({ share: 1, step: "fitted" });
      return fittedTextLinear({
        kind: "textLinear",
        classes: [...y.classes],
        tfidf: tfidf.toJSON(),
        penalty,
        weights: textOf(Float32Array.from(weights)),
        warnings:
          read.penalty === undefined && checked.length < fewRows
            ? [
                `With ${checked.length} texts the penalty could not be chosen on texts held out; it is ${penalty}.`,
              ]
            : [],
      });
    },
  };
}

export function fittedTextLinear(saved: SavedTextLinear): FittedTextModel {
  const { kind, classes, warnings } = saved;
  const tfidf = tfidfOf(saved.tfidf);
  const weights = Float64Array.from(floatsOf(saved.weights));
  const k = outputsOf(classes.length);
  const columns = new Map(tfidf.terms.map((term, column) => [term, column]));
  const predictProbabilities = async (texts: readonly string[]) =>
    probabilitiesOf(await tfidf.transform(texts), weights, classes.length, breather());
  /** Towards class c: the score of one class, or the log odds turned to it. */
  const weightAt = (row: number, c: number) =>
    k === 1 ? (c === 1 ? 1 : -1) * (weights[row] as number) : (weights[row * k + c] as number);
  return {
    kind,
    classes,
    warnings,
    predictProbabilities,
    predict: async (texts) =>
      Array.from(likeliest(await predictProbabilities(texts), classes.length), (c) => classes[c] as string),
    async explain(given, options = {}) {
      const text = checkTexts([given])[0] as string;
      const p = await predictProbabilities([text]);
      const c =
        options.class === undefined
          ? (likeliest(p, classes.length)[0] as number)
          : placeOfClass(classes, options.class);
      const { columnsAt, values } = tfidf.row(text);
      const valuesAt = new Map(Array.from(columnsAt, (column, i) => [column, values[i] as number]));
      const words = shareOut(text, saved.tfidf.tokenizer, (term) => {
        const column = columns.get(term);
        return column === undefined ? 0 : (valuesAt.get(column) ?? 0) * weightAt(column, c);
      });
      const bias = weightAt(tfidf.terms.length, c);
      return {
        class: classes[c] as string,
        probability: p[c] as number,
        score: words.reduce((sum, { weight }) => sum + weight, bias),
        bias,
        words,
        method: "exact",
      };
    },
    toJSON: () => saved,
    close: async () => {},
  };
}
