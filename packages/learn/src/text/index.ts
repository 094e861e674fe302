export { type DetectedLanguage, detectLanguage, type Language } from "./language.ts";
export { type Similar, type SimilarOptions, similarTo } from "./space/similar.ts";
export {
  type SavedTextSpace,
  type TextSpace,
  type TextSpaceOptions,
  textSpace,
  textSpaceFromJSON,
} from "./space/textSpace.ts";
export { discoverThemes } from "./themes/discoverThemes.ts";
export type { KeyPhrase, Quote, Theme, ThemeAnswer, ThemeOptions, Themes } from "./themes/types.ts";
export { type TokenizerOptions, termsOf, type Word, wordsOf } from "./tokenize.ts";
