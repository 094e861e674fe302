export { bucketOf } from "../sql/range.ts";
export {
  type FeedbackEntry,
  feedbackFingerprint,
  feedbackPeople,
  labelsOf,
  readFeedback,
} from "./entries.ts";
export {
  type FeedbackMeaning,
  type FeedbackPerson,
  moneyDays,
  peopleWithFeedback,
  returnDays,
  returnedAfter,
} from "./outcomes.ts";
export {
  type FeedbackAbout,
  type FeedbackEvent,
  type FeedbackSources,
  type Feeling,
  feedbackAbout,
  feedbackEvent,
  feedbackScale,
  standardTextQuestions,
} from "./sources.ts";
export { keywordThemes } from "./themes.ts";
