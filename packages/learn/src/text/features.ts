import { detectLanguage } from "./language.ts";
import type { Tokenizer } from "./tokenize.ts";

/** Texts that tell the language of all. */
const sampled = 500;

/**
 * What texts of a language are cut into. Chinese: runs of up to 3 characters, which need no dictionary to be right; others:
 * words and pairs of them, and runs of 2 to 5 characters inside words, which forgive endings and typing errors. Measured
 * on take-away reviews and bank intents (bench suite learn, part text).
 */
export function featuresFor(texts: readonly string[]): Tokenizer {
  const step = Math.max(1, Math.floor(texts.length / sampled));
  let chinese = 0;
  let seen = 0;
  for (let i = 0; i < texts.length; i += step) {
    seen++;
    if (detectLanguage(texts[i] as string).language === "zh") chinese++;
  }
  return chinese > 0.5 * seen ? { words: 1, characters: [1, 3] } : { words: 2, characters: [2, 5] };
}
