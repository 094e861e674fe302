export {
  type SentenceEncoder,
  type SentenceEncoderOptions,
  sentenceEncoder,
} from "./encoder/sentenceEncoder.ts";
export {
  type WordPiece,
  wordPieceFromJson,
  wordPieceFromVocab,
  wordPieceIds,
  wordPieces,
} from "./encoder/wordPiece.ts";
export type {
  FittedTextModel,
  SavedTextModel,
  TextEstimator,
  TextExplanation,
  TextFitOptions,
  WordWeight,
} from "./estimator.ts";
export { type DetectedLanguage, detectLanguage, type Language } from "./language.ts";
export { type TextLeaderboard, type TextLeaderboardOptions, textLeaderboard } from "./leaderboard.ts";
export { type TextLinearOptions, textLinear } from "./linear/textLinear.ts";
export { textMajority } from "./majority.ts";
export { type TextCnnOptions, textCnn } from "./networks/textCnn.ts";
export { type TextLstmOptions, textLstm } from "./networks/textLstm.ts";
export { textModelFromJSON } from "./saved.ts";
export { type Similar, type SimilarOptions, similarTo } from "./space/similar.ts";
export {
  type SavedTextSpace,
  type TextSpace,
  type TextSpaceOptions,
  textSpace,
  textSpaceFromJSON,
} from "./space/textSpace.ts";
export type { SparseRows } from "./sparse.ts";
export { type FittedTfidf, fitTfidf, type TfidfOptions } from "./tfidf.ts";
export { discoverThemes } from "./themes/discoverThemes.ts";
export type { KeyPhrase, Quote, Theme, ThemeAnswer, ThemeOptions, Themes } from "./themes/types.ts";
export { type TokenizerOptions, termsOf, type Word, wordsOf } from "./tokenize.ts";
