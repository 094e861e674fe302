import { LeptonError, random } from "@lepton/core";
import type { Explanation } from "../explanation.ts";
import { checkCount, evaluate, type Predict } from "../predict.ts";
import { cosineDistance, kernel, type LocalModel, type LocalModelOptions, localModel } from "./localModel.ts";

export interface LimeTextOptions extends LocalModelOptions {
  /** Texts tried. Default 1000. */
  samples?: number;
  /** Default 25, on cosine distance · 100, as in the lime package. */
  kernelWidth?: number;
  /** Language of the words, e.g. "zh"; BCP 47. Default that of the machine; Chinese is cut by dictionary anyway. */
  locale?: string;
  seed?: number;
}

export interface Word {
  /** As first written in the text. */
  word: string;
  /** Where it stands: [start, end) in UTF-16 units. */
  places: (readonly [number, number])[];
}

export type LimeText = Explanation & LocalModel & { words: Word[] };

/**
 * LIME for texts: which words move the prediction? A sample leaves out a random number of the different words, all
 * their places at once; weight √exp(−(100·d)²/width²), d the cosine distance between masks. Ridge on masks.
 * Words by Intl.Segmenter: dictionary-based for Chinese, Japanese and Thai. Case does not distinguish words.
 * Errors: TRUST_NO_WORDS when the text has none; TRUST_OPTION; TRUST_PREDICTION_*.
 * Source: Ribeiro, Singh & Guestrin 2016, arXiv:1602.04938; lime 0.2 `lime_text.py`.
 */
export async function limeText(
  predict: Predict<string>,
  text: string,
  { samples = 1000, kernelWidth = 25, locale, seed = 7, ...model }: LimeTextOptions = {},
): Promise<LimeText> {
  checkCount("samples", samples, 10);
  const words = wordsOf(text, locale);
  const parts = words.length;
  if (parts === 0)
    throw new LeptonError("TRUST_NO_WORDS", {
      problem: "The text to explain has no words.",
      received: JSON.stringify(text.slice(0, 40)),
      next: "Pass a text with at least one word.",
    });
  const { int, shuffle } = random(seed);
  const order = words.map((_, j) => j);
  const masks = new Float64Array(samples * parts).fill(1);
  const weights = new Float64Array(samples).fill(1);
  const texts = [text];
  for (let i = 1; i < samples; i++) {
    const left = shuffle(order).slice(0, 1 + int(parts));
    for (const j of left) masks[i * parts + j] = 0;
    weights[i] = kernel(100 * cosineDistance(parts - left.length, parts), kernelWidth);
    texts.push(
      without(
        text,
        left.flatMap((j) => words[j]?.places ?? []),
      ),
    );
  }
  const answers = await evaluate(predict, texts);
  const local = localModel({ masks, answers, weights }, model);
  return { method: "limeText", prediction: answers[0] as number, ...local, words };
}

/** Different words of a text in order of first appearance. */
export function wordsOf(text: string, locale?: string): Word[] {
  const words = new Map<string, Word>();
  for (const { segment, index, isWordLike } of new Intl.Segmenter(locale, { granularity: "word" }).segment(
    text,
  )) {
    if (!isWordLike) continue;
    const key = segment.toLowerCase();
    const word = words.get(key) ?? { word: segment, places: [] };
    word.places.push([index, index + segment.length]);
    words.set(key, word);
  }
  return [...words.values()];
}

function without(text: string, places: readonly (readonly [number, number])[]): string {
  let out = "";
  let from = 0;
  for (const [start, end] of places.toSorted((a, b) => a[0] - b[0])) {
    out += text.slice(from, start);
    from = end;
  }
  return out + text.slice(from);
}
