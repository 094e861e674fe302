import { expect, test } from "vitest";
import { sentimentOf } from "./sentiment.ts";

const good = ["great tool", "love the new editor", "works well", "so helpful", "excellent support"];
const bad = ["crashes daily", "login is broken", "terrible export", "slow and buggy", "waste of time"];
const filler = ["today", "at work", "on my phone", "for our team", "since March", "again", "in the office"];
const rated = (n: number, feelingOf: (i: number) => "positive" | "negative") =>
  Array.from({ length: n }, (_, i) => {
    const isGood = i % 2 === 0;
    const text = `${(isGood ? good : bad)[i % 5]} ${filler[i % 7]}`;
    return { text, kind: "asks" as const, person: `p${i}`, feeling: feelingOf(i) };
  });
const unrated = (text: string) => ({ text, kind: "asks" as const, person: "u", feeling: null });

test("learnt from the project's own ratings and judged on people held out, it reads texts nobody rated", async () => {
  const texts = [
    ...rated(160, (i) => (i % 2 === 0 ? "positive" : "negative")),
    unrated("love it, excellent"),
    unrated("broken and terrible"),
  ];
  const { sentiment, positive } = await sentimentOf(texts);
  expect(sentiment).toMatchObject({ kind: "shown", rated: 160, majority: 0.5 });
  if (sentiment.kind !== "shown") return;
  expect(sentiment.accuracy.value).toBeGreaterThan(0.95);
  expect(sentiment.gain.low).toBeGreaterThan(0);
  expect(positive[160]).toBeGreaterThan(0.6);
  expect(positive[161]).toBeLessThan(0.4);
});

test("ratings that have nothing to do with the texts are no sentiment", async () => {
  // The feeling alternates by pairs, the text by ones: neither tells of the other.
  const { sentiment, positive } = await sentimentOf(
    rated(160, (i) => (Math.floor(i / 2) % 2 === 0 ? "positive" : "negative")),
  );
  expect(sentiment).toMatchObject({ kind: "noBetter", majority: 0.5 });
  expect(positive.every(Number.isNaN)).toBe(true);
});

test("too few rated texts, or too few of one feeling, are told with what is needed", async () => {
  expect((await sentimentOf(rated(34, () => "positive"))).sentiment).toEqual({
    kind: "notEnough",
    have: 34,
    need: 100,
    of: null,
  });
  expect((await sentimentOf(rated(120, (i) => (i < 4 ? "negative" : "positive")))).sentiment).toEqual({
    kind: "notEnough",
    have: 4,
    need: 15,
    of: "negative",
  });
});
