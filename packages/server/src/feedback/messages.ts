import type { FeedbackKind, FeedbackSentiment } from "../contract/feedback.ts";

/** Texts to be understood, in the order of the entries. */
export interface TextsOrder {
  texts: readonly {
    text: string;
    kind: FeedbackKind;
    /** Whose it is: people are never on both sides of a judgement. */
    person: string;
    /** By the person's own rating. */
    feeling: "positive" | "negative" | null;
  }[];
  seed: number;
}

export interface FoundTheme {
  id: string;
  name: string;
  kind: FeedbackKind;
  phrases: string[];
  /** Places of its most telling texts. */
  quotes: number[];
}

/** What was understood of the texts. */
export interface TextsAnalysis {
  themes: FoundTheme[];
  found: { kind: FeedbackKind; by: "likeness" | "keywords" }[];
  /** Of each text its place in `themes`; −1: none. */
  themeOf: Int32Array;
  /** Of each text. */
  languages: ("en" | "zh" | "unknown")[];
  /** Points whose cosine is likeness, by kind: place of each text in `vectors`, or −1. */
  spaces: { kind: FeedbackKind; rowOf: Int32Array; size: number; vectors: Float32Array }[];
  sentiment: FeedbackSentiment;
  /** Of each text the probability of being positive; NaN where the model says nothing. */
  positive: Float64Array;
}

export type TextsMessage =
  | { kind: "analysed"; analysis: TextsAnalysis }
  | { kind: "failed"; problem: string };
