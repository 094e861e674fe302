import { englishFrequentWords, englishFunctionWords, otherFunctionWords } from "./languageWords.ts";

export type Language = "en" | "zh" | "unknown";

export interface DetectedLanguage {
  language: Language;
  /** Share of the evidence that speaks for it, in [0, 1]; 0 when unknown. No probability. */
  confidence: number;
  /** What decided. */
  because: "script" | "words" | "noLetters" | "otherScript" | "otherWords" | "tooLittle";
}

const english: ReadonlySet<string> = new Set([...englishFunctionWords, ...englishFrequentWords]);

/** Characters read: languages show early. */
const enough = 2000;
/** Latin letters that say as much as one Chinese character. */
const lettersPerCharacter = 3;
/** Share of the words that must be known English ones. */
const leastEnglish = 0.15;

/**
 * English, Chinese, or unknown: by script, and among Latin letters by frequent words against those of 12 other
 * languages. Kana, Hangul and further scripts are unknown, and so are Latin words of which none is known ("xkcd").
 * Limit: an English text of rare words alone is unknown; Classical Chinese or Japanese in kanji alone reads as Chinese.
 */
export function detectLanguage(text: string): DetectedLanguage {
  const read = text.slice(0, enough);
  const latin = count(read, /\p{Script=Latin}/gu);
  const han = count(read, /\p{Script=Han}/gu);
  const kana = count(read, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const letters = count(read, /\p{L}/gu);
  if (letters === 0) return unknown("noLetters");
  const weighed = latin + lettersPerCharacter * han;
  const other = lettersPerCharacter * kana + (letters - latin - han - kana);
  // Japanese mixes kana into every sentence.
  if (kana > 0.1 * (han + kana) || other > weighed) return unknown("otherScript");
  const chinese = lettersPerCharacter * han;
  if (chinese >= latin) return { language: "zh", confidence: chinese / (weighed + other), because: "script" };
  return latinLanguage(read, latin / (weighed + other));
}

function latinLanguage(text: string, share: number): DetectedLanguage {
  const words =
    text
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/\p{Script=Latin}+(?:'\p{Script=Latin}+)*/gu) ?? [];
  let ours = 0;
  let others = 0;
  for (const word of words) {
    const isForeign = otherFunctionWords.has(word) || /[^a-z']/.test(word);
    const isEnglish = english.has(word);
    // A word of both says half as much for each.
    if (isEnglish) ours += isForeign ? 0.5 : 1;
    if (isForeign) others += isEnglish ? 0.5 : 1;
  }
  if (ours === 0 && others === 0) return unknown("tooLittle");
  if (others >= ours) return unknown("otherWords");
  if (ours < leastEnglish * words.length) return unknown("tooLittle");
  return { language: "en", confidence: (share * ours) / (ours + others), because: "words" };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const unknown = (because: DetectedLanguage["because"]): DetectedLanguage => ({
  language: "unknown",
  confidence: 0,
  because,
});
