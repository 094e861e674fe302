import type { Estimate } from "@lepton/core";
import { classTarget, foldsOf, pairedDifference, scoreInterval, scores, textLinear } from "@lepton/learn";
import type { FeedbackSentiment } from "../contract/feedback.ts";
import type { TextsOrder } from "./messages.ts";

/** Rated texts, and of each feeling, that a model needs. */
export const ratedNeeded = 100;
export const ofFeelingNeeded = 15;
const folds = 5;
const seed = 7;

interface Sentiment {
  sentiment: FeedbackSentiment;
  /** Of each text, in [0, 1]; NaN without a model. */
  positive: Float64Array;
}

/**
 * Sentiment learnt from the project's own rated texts, judged by five-fold cross-validation over people: a person's
 * texts are all in one fold. It is given to unrated texts only where its accuracy beats that of always saying the
 * commoner feeling, with the lower bound of the paired bootstrap above 0.
 */
export async function sentimentOf(texts: TextsOrder["texts"]): Promise<Sentiment> {
  const rated = texts.filter(({ feeling }) => feeling !== null);
  const none = new Float64Array(texts.length).fill(Number.NaN);
  const missing = tooFew(rated);
  if (missing !== null) return { sentiment: missing, positive: none };
  const target = classTarget(rated.map(({ feeling }) => feeling as string));
  const groups = rated.map(({ person }) => person);
  const majority = commoner(target.labels);
  const ours = new Float64Array(2 * rated.length);
  const constant = Float64Array.from({ length: 2 * rated.length }, (_, i) => Number(i % 2 === majority));
  for (const { training, heldOut } of foldsOf(target, folds, { seed, groups })) {
    const found = await predicted(pick(rated, training), pick(rated, heldOut));
    heldOut.forEach((row, i) => {
      ours.set(found.subarray(2 * i, 2 * i + 2), 2 * row);
    });
  }
  const options = { seed, groups };
  const accuracy = known(await scoreInterval(scores.accuracy, target, ours, options));
  const { gain, verdict } = await pairedDifference(scores.accuracy, target, ours, constant, options);
  const right = Array.from(target.labels).filter((label) => label === majority).length;
  const isBetter = verdict === "better";
  return {
    sentiment: {
      kind: isBetter ? "shown" : "noBetter",
      rated: rated.length,
      accuracy,
      majority: right / rated.length,
      gain: known(gain),
    },
    positive: isBetter ? await positiveOf(rated, texts) : none,
  };
}

function tooFew(rated: TextsOrder["texts"]): FeedbackSentiment | null {
  if (rated.length < ratedNeeded)
    return { kind: "notEnough", have: rated.length, need: ratedNeeded, of: null };
  for (const of of ["positive", "negative"] as const) {
    const people = new Set(rated.filter(({ feeling }) => feeling === of).map(({ person }) => person));
    if (people.size < ofFeelingNeeded)
      return { kind: "notEnough", have: people.size, need: ofFeelingNeeded, of };
  }
  return null;
}

/** Probabilities [texts, (negative, positive)]: the classes stand in the order of their names. */
async function predicted(rated: TextsOrder["texts"], asked: TextsOrder["texts"]): Promise<Float64Array> {
  const model = await textLinear().fit(
    rated.map(({ text }) => text),
    rated.map(({ feeling }) => feeling as string),
    { seed },
  );
  try {
    return await model.predictProbabilities(asked.map(({ text }) => text));
  } finally {
    await model.close();
  }
}

async function positiveOf(rated: TextsOrder["texts"], texts: TextsOrder["texts"]): Promise<Float64Array> {
  const found = await predicted(rated, texts);
  return Float64Array.from(texts, (_, i) => found[2 * i + 1] as number);
}

const pick = <T>(from: readonly T[], places: Int32Array): T[] =>
  Array.from(places, (place) => from[place] as T);
const commoner = (labels: ArrayLike<number>) =>
  2 * Array.from(labels).reduce((a, b) => a + b, 0) > labels.length ? 1 : 0;

/** An estimate on rows there are. */
const known = ({ value, ...rest }: Estimate) => ({ ...rest, value: value ?? 0 });
