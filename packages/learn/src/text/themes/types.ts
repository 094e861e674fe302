import type { NotEnough } from "@lepton/core";
import type { FitProgress } from "../../tabular/estimator.ts";
import type { Language } from "../language.ts";
import type { TextSpace } from "../space/textSpace.ts";

export interface ThemeOptions {
  /** All randomness follows from it. Default 1. */
  seed?: number;
  /** How many themes; chosen between 2 and `mostThemes` when it is left out. */
  themes?: number;
  /** Most themes tried. Default 16. */
  mostThemes?: number;
  /** Quotes per theme. Default 3. */
  quotes?: number;
  /** Key phrases per theme. Default 8. */
  phrases?: number;
  /** The texts as points from elsewhere, e.g. of a `sentenceEncoder`; learnt from the texts unless given. */
  space?: TextSpace;
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}

export interface KeyPhrase {
  /** One word, or two that stand together; as most texts write it. */
  text: string;
  /** Class-based TF-IDF: above other phrases of the theme, more its own. */
  weight: number;
  /** Texts of the theme that have it. */
  texts: number;
}

export interface Quote {
  /** Place of the text in what was given. */
  row: number;
  text: string;
  /** Cosine to the theme's middle, in [−1, 1]. */
  similarity: number;
}

export interface Theme {
  /** Place in `themes`, which are ordered by falling size. */
  id: number;
  /** Up to three key phrases, e.g. "delivery · late · cold food". */
  name: string;
  phrases: readonly KeyPhrase[];
  /** Texts in it. */
  size: number;
  /** Of all texts with words, in [0, 1]. */
  share: number;
  quotes: readonly Quote[];
  /** Its texts as places in what was given, nearest to its middle first. */
  rows: Int32Array;
  /** Mean cosine of its texts to its middle: how much of one thing it speaks. */
  cohesion: number;
}

export interface Themes {
  kind: "themes";
  themes: readonly Theme[];
  /** Of each text its theme; −1 when it fits none or has no words. */
  themeOf: Int32Array;
  /** Texts with words that fit no theme well. */
  other: number;
  /** Texts without words. */
  empty: number;
  /** Texts per language. */
  languages: Readonly<Record<Language, number>>;
  /** How the number of themes was chosen. */
  choice: {
    /** "asked" when the number was given. */
    by: "silhouette" | "asked";
    /** Mean silhouette by cosine in [−1, 1], of each number tried. */
    tried: readonly { themes: number; silhouette: number }[];
  };
  /** For `similarTo`, and for putting new texts into themes. */
  space: TextSpace;
  /** What a reader should know, e.g. that themes overlap. */
  warnings: readonly string[];
  /** The theme of new texts; −1 as above. */
  assign(texts: readonly string[]): Int32Array;
}

/** Too few texts is an answer of its own: `have` texts with words, all different, of `need`. */
export type ThemeAnswer = Themes | NotEnough;
