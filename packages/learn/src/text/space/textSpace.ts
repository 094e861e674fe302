import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { breather } from "../../series/breathe.ts";
import { checkTexts } from "../checkTexts.ts";
import { floatsOf, textOf } from "../floats.ts";
import { isStopWord } from "../stopWords.ts";
import { type FittedTfidf, fitTfidf, savedTfidfSchema, tfidfOf } from "../tfidf.ts";
import { times, truncatedSvd } from "./svd.ts";

export interface TextSpaceOptions {
  /** Default 1. */
  seed?: number;
  /** Numbers per text. Default 100, fewer for few texts. */
  size?: number;
  signal?: AbortSignal;
}

export const savedTextSpaceSchema = z.object({
  kind: z.literal("textSpace"),
  size: z.int().min(1),
  tfidf: savedTfidfSchema,
  /** [terms, size], float32, little-endian, base64. */
  directions: z.string(),
  /** [texts, size], the same. */
  vectors: z.string(),
});
export type SavedTextSpace = z.infer<typeof savedTextSpaceSchema>;

/** Texts as points whose closeness (cosine) is likeness of what they speak of. */
export interface TextSpace {
  /** Numbers per text. */
  readonly size: number;
  /** [texts, size] of the texts it was made of, each of length 1; all 0 when a text has no word that is known. */
  readonly vectors: Float32Array;
  /** Of other texts, [texts, size], likewise. Errors: LEARN_TEXT_KIND. */
  embed(texts: readonly string[]): Float32Array;
  toJSON(): SavedTextSpace;
}

/**
 * Latent semantic analysis: TF-IDF of words without function words, projected on its leading right singular vectors, each
 * text then of length 1. Learnt from these texts alone.
 * Source: Deerwester et al. 1990, JASIS 41:391. Errors: LEARN_TEXT_KIND, LEARN_TEXT_NO_WORDS.
 */
export async function textSpace(
  texts: readonly string[],
  { seed = 1, size = 100, signal }: TextSpaceOptions = {},
): Promise<TextSpace> {
  const read = checkTexts(texts);
  // What stands in one text alone brings no two texts together; few texts keep all.
  const leastTexts = read.length >= 200 ? 2 : 1;
  const { fitted, x } = await fitTfidf(
    read,
    { words: 1, leastTexts, mostShare: 0.5, mostTerms: 10_000 },
    { signal, isKept: (term) => !isStopWord(term) },
  );
  if (x.values.length === 0)
    throw new LeptonError("LEARN_TEXT_NO_WORDS", {
      problem: "The texts have no words in common from which their likeness could be learnt.",
      received: `${read.length} texts`,
      next: "Give more texts with words in them, in English or Chinese.",
    });
  const rank = Math.max(1, Math.min(size, Math.ceil(Math.min(x.rows, x.columns) / 3)));
  const { directions } = await truncatedSvd(x, { rank, seed, signal });
  const rest = breather(signal);
  const vectors = unitRows(await times(x, directions, rank, rest), rank);
  return spaceOf(fitted, Float32Array.from(directions), vectors, rank);
}

function spaceOf(
  tfidf: FittedTfidf,
  directions: Float32Array,
  vectors: Float32Array,
  size: number,
): TextSpace {
  return {
    size,
    vectors,
    embed(texts) {
      const out = new Float64Array(texts.length * size);
      for (const [i, text] of checkTexts(texts).entries()) {
        const { columnsAt, values } = tfidf.row(text);
        columnsAt.forEach((column, p) => {
          for (let k = 0; k < size; k++)
            out[i * size + k] =
              (out[i * size + k] as number) +
              (values[p] as number) * (directions[column * size + k] as number);
        });
      }
      return unitRows(out, size);
    },
    toJSON: () => ({
      kind: "textSpace",
      size,
      tfidf: tfidf.toJSON(),
      directions: textOf(directions),
      vectors: textOf(vectors),
    }),
  };
}

/**
 * A space of vectors from elsewhere, [rows, size], each of length 1. It embeds no texts: ask `similarTo` with a vector.
 * Errors: LEARN_TEXT_SPACE when the numbers do not make rows.
 */
export function givenSpace(vectors: Float32Array, rows: number): TextSpace {
  const size = rows > 0 ? vectors.length / rows : 1;
  if (!(Number.isInteger(size) && size > 0))
    throw new LeptonError("LEARN_TEXT_SPACE", {
      problem: "The vectors are not as many as the texts.",
      received: `${vectors.length} numbers for ${rows} texts`,
      next: "Give [texts, size] numbers in a row.",
    });
  const noWords = () =>
    new LeptonError("LEARN_TEXT_SPACE", {
      problem: "This space was made of vectors from elsewhere and can neither embed texts nor be saved.",
      received: "texts",
      next: "Embed texts with the encoder that made the vectors, and give `similarTo` the vector.",
    });
  return {
    size,
    vectors,
    embed: () => {
      throw noWords();
    },
    toJSON: () => {
      throw noWords();
    },
  };
}

/** A space from what its `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function textSpaceFromJSON(json: unknown): TextSpace {
  const read = savedTextSpaceSchema.safeParse(json);
  const saved = read.data;
  const directions = saved && floatsOf(saved.directions);
  if (!(saved && directions && directions.length === saved.size * saved.tfidf.terms.length))
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "This is not a saved space of texts.",
      received: read.error ? z.prettifyError(read.error) : `${directions?.length} numbers`,
      next: "Give what `toJSON` of a text space returned.",
    });
  return spaceOf(tfidfOf(saved.tfidf), directions, floatsOf(saved.vectors), saved.size);
}

function unitRows(x: Float64Array, size: number): Float32Array {
  const out = new Float32Array(x.length);
  for (let i = 0; i < x.length; i += size) {
    const row = x.subarray(i, i + size);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 1e-9)
      out.set(
        row.map((value) => value / length),
        i,
      );
  }
  return out;
}
