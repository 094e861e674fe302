import { chineseFunctionWords, englishFunctionWords } from "./languageWords.ts";

const stops: ReadonlySet<string> = new Set([...englishFunctionWords, ...chineseFunctionWords]);

/** Whether a word carries little of a topic: a function word, a number, or one letter. */
export const isStopWord = (term: string): boolean =>
  stops.has(term) || /^[\p{N}]+$/u.test(term) || (term.length === 1 && /[a-z]/.test(term));
