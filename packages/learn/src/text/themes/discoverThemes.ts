import { notEnough, random } from "@lepton/core";
import { breather } from "../../series/breathe.ts";
import { checkTexts } from "../checkTexts.ts";
import { detectLanguage } from "../language.ts";
import { type TextSpace, textSpace } from "../space/textSpace.ts";
import { keyPhrases } from "./phrases.ts";
import { quotesOf } from "./quotes.ts";
import { cosineDistances, meanSilhouette } from "./silhouette.ts";
import { dotAt, nearest, settle, sphericalKMeans } from "./sphericalKMeans.ts";
import type { Theme, ThemeAnswer, ThemeOptions, Themes } from "./types.ts";

/** Different texts with words that themes need. */
export const leastTexts = 20;
/** Rows that choose the number of themes. */
const sampled = 1000;
/** A text this far from the middle of its theme, as cosine, is in none. */
const leastCosine = 0.2;
/** Fewer texts than this are no theme. */
const leastSize = 3;

/**
 * What texts speak of, without labels: latent semantic analysis of their words, spherical k-means, names from class-based
 * TF-IDF, quotes nearest to each theme's middle. The number of themes is the one with the largest mean silhouette
 * by cosine on up to 1,000 texts. English and Chinese, also mixed.
 * Too few texts are answered `{ kind: "notEnough", have, need: 20 }`. Errors: LEARN_TEXT_KIND; the signal's reason.
 * @example
 * const found = await discoverThemes(feedback, { seed: 7 });
 * if (found.kind === "themes") for (const { name, size } of found.themes) console.log(name, size);
 */
export async function discoverThemes(
  texts: readonly string[],
  options: ThemeOptions = {},
): Promise<ThemeAnswer> {
  const { seed = 1, signal, onProgress } = options;
  const read = checkTexts(texts);
  signal?.throwIfAborted();
  const rest = breather(signal);
  const languages = { en: 0, zh: 0, unknown: 0 };
  const different = new Set<string>();
  const hasLetters = /\p{L}/u;
  for (const text of read) {
    languages[detectLanguage(text).language]++;
    if (hasLetters.test(text)) different.add(text.trim().toLowerCase());
    await rest();
  }
  if (different.size < leastTexts) return notEnough(different.size, leastTexts);
  onProgress?.({ share: 0.1, step: "reading texts" });
  const space = options.space ?? (await textSpace(read, { seed, ...(signal && { signal }) }));
  const { size, vectors } = space;
  const known = Int32Array.from(read.keys()).filter((row) => isKnown(vectors, row, size));
  if (known.length < leastTexts) return notEnough(known.length, leastTexts);
  onProgress?.({ share: 0.4, step: "finding themes" });
  const { centers, tried } = await chooseCenters(takeVectors(vectors, known, size), size, options);
  onProgress?.({ share: 0.8, step: "naming themes" });
  return themesFrom(read, space, centers, { languages, tried, options });
}

/** The centres of the number of themes asked for, or of the largest silhouette, settled on all rows. */
async function chooseCenters(
  vectors: Float32Array,
  size: number,
  { seed = 1, themes, mostThemes = 16, signal, onProgress }: ThemeOptions,
) {
  const rows = vectors.length / size;
  const sample = Int32Array.from(
    random(seed)
      .shuffle(Array.from({ length: rows }, (_, i) => i))
      .slice(0, sampled)
      .sort((a, b) => a - b),
  );
  const some = takeVectors(vectors, sample, size);
  const distances = await cosineDistances(some, size, breather(signal));
  const numbers =
    themes === undefined
      ? Array.from(
          { length: Math.max(1, Math.min(mostThemes, Math.floor(sample.length / 8)) - 1) },
          (_, i) => i + 2,
        )
      : [Math.max(1, Math.min(themes, sample.length))];
  const tried: { themes: number; silhouette: number; centers: Float32Array }[] = [];
  for (const clusters of numbers) {
    const found = await sphericalKMeans({ vectors: some, size }, { clusters, seed, signal });
    const silhouette = clusters > 1 ? meanSilhouette(distances, found.clusterOf, clusters) : 0;
    tried.push({ themes: clusters, silhouette, centers: found.centers });
    onProgress?.({ share: 0.4 + (0.4 * tried.length) / numbers.length, step: `tried ${clusters} themes` });
  }
  const best = tried.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
  const { centers } = await settle({ vectors, size }, best.centers, breather(signal));
  return { centers, tried: tried.map(({ themes: n, silhouette }) => ({ themes: n, silhouette })) };
}

async function themesFrom(
  texts: readonly string[],
  space: TextSpace,
  found: Float32Array,
  {
    languages,
    tried,
    options,
  }: { languages: Themes["languages"]; tried: Themes["choice"]["tried"]; options: ThemeOptions },
): Promise<Themes> {
  const { size, vectors } = space;
  const { quotes = 3, phrases: most = 8, signal } = options;
  const centers = largestFirst(vectors, found, size);
  const themeOf = assigned(vectors, centers, size);
  const count = centers.length / size;
  const phrases = await keyPhrases(texts, themeOf, count, { most, signal });
  const withWords = texts.reduce((sum, _, row) => sum + Number(isKnown(vectors, row, size)), 0);
  const themes = Array.from({ length: count }, (_, id): Theme => {
    const cosine = (row: number) => dotAt(vectors, row, centers, id, size);
    const rows = Int32Array.from(themeOf.keys())
      .filter((row) => themeOf[row] === id)
      .sort((a, b) => cosine(b) - cosine(a) || a - b);
    return {
      id,
      name: (phrases[id] ?? [])
        .slice(0, 3)
        .map(({ text }) => text)
        .join(" · "),
      phrases: phrases[id] ?? [],
      size: rows.length,
      share: rows.length / withWords,
      quotes: quotesOf(texts, rows, cosine, quotes),
      rows,
      cohesion: rows.reduce((sum, row) => sum + cosine(row), 0) / rows.length,
    };
  });
  const silhouette = Math.max(...tried.map((one) => one.silhouette));
  return {
    kind: "themes",
    themes,
    themeOf,
    other: withWords - themes.reduce((sum, theme) => sum + theme.size, 0),
    empty: texts.length - withWords,
    languages,
    choice: { by: options.themes === undefined ? "silhouette" : "asked", tried },
    space,
    warnings:
      silhouette < 0.1
        ? [
            `The themes overlap (silhouette ${silhouette.toFixed(2)}): read them as a start, not as a partition.`,
          ]
        : [],
    assign: (more) => assigned(space.embed(more), centers, size),
  };
}

/** Centres by falling number of their texts; those of too few texts are left out. */
function largestFirst(vectors: Float32Array, centers: Float32Array, size: number): Float32Array {
  const counts = new Int32Array(centers.length / size);
  for (const theme of assigned(vectors, centers, size))
    if (theme >= 0) counts[theme] = (counts[theme] as number) + 1;
  const order = Array.from(counts.keys())
    .filter((c) => (counts[c] as number) >= leastSize)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  return takeVectors(centers, order, size);
}

function assigned(vectors: Float32Array, centers: Float32Array, size: number): Int32Array {
  const { clusterOf, cosines } = nearest(vectors, centers, size);
  return clusterOf.map((cluster, i) => ((cosines[i] as number) >= leastCosine ? cluster : -1));
}

const isKnown = (vectors: Float32Array, row: number, size: number): boolean =>
  vectors.subarray(row * size, (row + 1) * size).some((value) => value !== 0);

function takeVectors(vectors: Float32Array, rows: ArrayLike<number>, size: number): Float32Array {
  const out = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    out.set(vectors.subarray(row * size, (row + 1) * size), i * size);
  }
  return out;
}
