import { z } from "zod";
import { cursor, id, instant, name } from "./common.ts";
import { dateBound, feedbackAbout } from "./growth.ts";
import { measured } from "./model.ts";
import { personId } from "./person.ts";

/** Asks: wishes, complaints and comments. Praise: what people say they get. They are grouped apart. */
export const feedbackKind = z.enum(["asks", "praise"]);
export const feedbackFeeling = z.enum(["positive", "negative"]);
const entryId = z.string().min(1).max(300);

/** Which feedback is looked at. */
const selection = {
  from: dateBound.default("-12m"),
  to: dateBound.optional(),
  kind: feedbackKind.or(z.literal("all")).default("asks"),
  /** People: a growth filter group as JSON text. */
  filter: z.string().max(20_000).optional(),
};
export const feedbackQuery = z.object(selection);
export const feedbackInboxQuery = z.object({
  ...selection,
  /** Id of a theme; `none`: what is in no theme. */
  theme: z.string().max(64).optional(),
  sentiment: feedbackFeeling.optional(),
  /** Part of the text, in any case. */
  search: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
});
export const feedbackSimilarQuery = z.object({
  entry: entryId,
  limit: z.coerce.number().int().min(1).max(50).default(8),
});
export const feedbackCohortRequest = z.object({
  name,
  theme: z.string().min(1).max(64),
  from: selection.from,
  to: selection.to,
  filter: selection.filter,
});

/** One thing somebody said. */
export const feedbackItem = z.object({
  id: entryId,
  personId,
  /** Name, else email, else the id. */
  person: z.string(),
  at: instant,
  text: z.string(),
  event: z.string(),
  /** The survey's question, or the property that held the text. */
  question: z.string(),
  about: feedbackAbout,
  kind: feedbackKind,
  survey: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** What they answered beside it; pmf: very, somewhat, not or na. */
  rating: z.object({ scale: z.enum(["nps", "csat", "ces", "pmf"]), value: z.string() }).nullable(),
  language: z.enum(["en", "zh", "unknown"]),
  theme: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** By the person's own rating, else by the model with its probability. */
  sentiment: z
    .object({ feeling: feedbackFeeling, by: z.enum(["rating", "model"]), probability: z.number().nullable() })
    .nullable(),
  simulated: z.boolean(),
});
export const feedbackInbox = z.object({
  items: z.array(feedbackItem),
  total: z.number(),
  nextCursor: z.string().nullable(),
});
export const feedbackSimilar = z.object({
  entry: feedbackItem,
  /** Other people who used the very same words. */
  same: z.number(),
  /** Other wordings, most alike first, each by the newest who used it; likeness is a cosine in [0, 1]. */
  items: z.array(feedbackItem.extend({ likeness: z.number(), people: z.number() })),
});

/** Back at the product later than a day and within `days` after saying it; people whose days are over. */
const returned = z.object({
  said: measured.nullable(),
  others: measured.nullable(),
  /** said − others, in [−1, 1]. */
  difference: measured.nullable(),
});
export const feedbackTheme = z.object({
  id: z.string(),
  name: z.string(),
  kind: feedbackKind,
  phrases: z.array(z.string()),
  quotes: z.array(z.object({ id: entryId, text: z.string() })),
  texts: z.number(),
  people: z.number(),
  /** Of the people who said anything of this kind in the selection. */
  share: measured,
  trend: z.array(
    z.object({ start: z.string(), complete: z.boolean(), texts: z.number(), share: z.number().nullable() }),
  ),
  sentiment: z.object({ positive: z.number(), negative: z.number(), unknown: z.number() }),
  returned,
  /** Money of these people in the last `money.days`; null without a revenue event. */
  revenue: z.number().nullable(),
  atRisk: z.object({ people: z.number(), revenue: z.number().nullable() }),
  /** People by how they would feel without the product, where they were asked. */
  fit: z.object({ very: z.number(), somewhat: z.number(), not: z.number() }),
});

/** Whether texts are given a sentiment: only where a model of the project's own ratings beats the majority. */
export const feedbackSentiment = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("notEnough"),
    have: z.number(),
    need: z.number(),
    /** The feeling there is too little of; null: too few rated texts at all. */
    of: feedbackFeeling.nullable(),
  }),
  z.object({
    kind: z.enum(["shown", "noBetter"]),
    rated: z.number(),
    /** Share of right answers on people held out, and of always saying the commoner one. */
    accuracy: measured,
    majority: z.number(),
    gain: measured,
  }),
]);
export const feedbackThemes = z.object({
  from: instant,
  to: instant,
  interval: z.enum(["day", "week", "month"]),
  texts: z.number(),
  people: z.number(),
  /** Texts of the selection in no theme. */
  other: z.number(),
  /** Made-up ones among the texts. */
  simulated: z.number(),
  /** Texts that were read: the newest, when there are more than `most`. */
  read: z.object({ texts: z.number(), most: z.number() }),
  /** How themes were found: from the texts' likeness, or by keywords where too few texts differ. */
  found: z.array(z.object({ kind: feedbackKind, by: z.enum(["likeness", "keywords"]) })),
  themes: z.array(feedbackTheme),
  sentiment: feedbackSentiment,
  /** Who counts as at risk. */
  risk: z.discriminatedUnion("by", [
    z.object({ by: z.literal("inactive"), days: z.number() }),
    z.object({
      by: z.literal("model"),
      model: z.object({ id, name: z.string() }),
      threshold: z.number(),
      days: z.number(),
    }),
  ]),
  money: z.object({ currency: z.string(), days: z.number() }).nullable(),
  returnDays: z.number(),
});

export type FeedbackKind = z.infer<typeof feedbackKind>;
export type FeedbackFeeling = z.infer<typeof feedbackFeeling>;
export type FeedbackQuery = z.input<typeof feedbackQuery>;
export type FeedbackInboxQuery = z.input<typeof feedbackInboxQuery>;
export type FeedbackCohortRequest = z.input<typeof feedbackCohortRequest>;
export type FeedbackItem = z.infer<typeof feedbackItem>;
export type FeedbackInbox = z.infer<typeof feedbackInbox>;
export type FeedbackSimilar = z.infer<typeof feedbackSimilar>;
export type FeedbackTheme = z.infer<typeof feedbackTheme>;
export type FeedbackThemes = z.infer<typeof feedbackThemes>;
export type FeedbackSentiment = z.infer<typeof feedbackSentiment>;
