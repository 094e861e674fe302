import { type Estimate, groupBy, random, wilson } from "@lepton/core";
import { mostFrequent, otherTheme, quotesOf, type Theme, themes } from "../feedback/themes.ts";
import { normalise } from "../feedback/words.ts";
import type { ResultOf } from "../schema/result.ts";

/** One qualified answer to the four questions of product–market fit. */
export interface FitAnswer {
  personId: string;
  disappointment: "very" | "somewhat" | "not";
  persona: string;
  benefit: string;
  improve: string;
}
export interface SegmentOptions {
  /** Smallest persona that can be chosen. */
  minPersona: number;
  folds: number;
  seed: number;
}
type Segments = Omit<ResultOf<"pmfSegments">, "kind">;

/**
 * The Superhuman segmentation. Personas that stand among the very disappointed at least half as often as among all
 * are kept: share of very in the persona ≥ ½ · share of very in all, and n ≥ `minPersona`. What the very disappointed
 * of the kept personas love most is the winning benefit; what the somewhat disappointed who name it too ask for are
 * the blockers; the others are not listened to.
 *
 * Choosing personas by the outcome flatters their score, so `crossFitted` chooses them on the other folds' people
 * and measures on the people left out.
 * Source: Vohra 2018, "How Superhuman built an engine to find product/market fit".
 */
export function segmentFit(answers: readonly FitAnswer[], options: SegmentOptions): Segments {
  const groups = byPersona(answers);
  const keys = keptPersonas(groups, answers, options.minPersona);
  const inFit = answers.filter((a) => keys.has(normalise(a.persona)));
  const lovers = inFit.filter((a) => a.disappointment === "very");
  const somewhat = inFit.filter((a) => a.disappointment === "somewhat");
  // One grouping over both, so that "the winning benefit" means the same words in both.
  const benefits = themes([...lovers, ...somewhat].map((a) => a.benefit));
  const loved = withinFirst(
    benefits,
    lovers,
    lovers.map((a) => a.benefit),
  );
  const winning = loved.find((t) => t.theme !== otherTheme) ?? null;
  const whole = benefits.find((t) => t.theme === winning?.theme);
  const listening = somewhat.filter((_, i) => whole?.members.includes(lovers.length + i) ?? false);
  return {
    all: veryShare(answers),
    personas: [...groups.values()]
      .map((group) => ({
        persona: group.name,
        ...tally(group.answers),
        score: veryShare(group.answers),
        kept: keys.has(group.key),
        tooFew: group.answers.length < options.minPersona,
      }))
      .sort(
        (a, b) =>
          Number(b.kept) - Number(a.kept) ||
          (b.score.value ?? 0) - (a.score.value ?? 0) ||
          b.score.n - a.score.n,
      ),
    kept: veryShare(inFit),
    crossFitted: crossFit(answers, options),
    benefits: loved.map(shown),
    winningBenefit: winning?.theme ?? null,
    blockers: themes(listening.map((a) => a.improve)).map(shown),
    somewhatInFit: somewhat.length,
    somewhatWinning: listening.length,
  };
}

/** Persona of an answer as the segmentation groups it; '' when none was given. */
export const personaKey = (answer: Pick<FitAnswer, "persona">): string => normalise(answer.persona);

const shown = ({ theme, count, quotes }: Theme) => ({ theme, count, quotes });

/** very / (very + somewhat + not). */
export function veryShare(answers: readonly FitAnswer[]): Estimate {
  return wilson(tally(answers).very, answers.length);
}

function tally(answers: readonly FitAnswer[]) {
  const counts = { very: 0, somewhat: 0, not: 0 };
  for (const { disappointment } of answers) counts[disappointment]++;
  return counts;
}

interface Persona {
  key: string;
  /** Spelling that most of them used. */
  name: string;
  answers: FitAnswer[];
}

function byPersona(answers: readonly FitAnswer[]): Map<string, Persona> {
  const named = answers.filter((a) => personaKey(a) !== "");
  const groups = groupBy(named, personaKey);
  return new Map(
    [...groups].map(([key, group]) => {
      const name = mostFrequent(group.map((a) => a.persona.trim()));
      return [key, { key, name, answers: group }];
    }),
  );
}

function keptPersonas(
  groups: Map<string, Persona>,
  all: readonly FitAnswer[],
  minPersona: number,
): Set<string> {
  const base = tally(all).very / Math.max(1, all.length);
  const kept = [...groups.values()].filter(({ answers }) => {
    const { very } = tally(answers);
    return answers.length >= minPersona && very > 0 && very / answers.length >= base / 2;
  });
  return new Set(kept.map(({ key }) => key));
}

function crossFit(answers: readonly FitAnswer[], { minPersona, folds, seed }: SegmentOptions): Estimate {
  const people = [...new Set(answers.map((a) => a.personId))].sort();
  const order = random(seed).shuffle(people);
  const foldOf = new Map(order.map((person, i) => [person, i % folds]));
  let very = 0;
  let n = 0;
  for (let fold = 0; fold < folds; fold++) {
    const others = answers.filter((a) => foldOf.get(a.personId) !== fold);
    // A persona of just enough people must not vanish because one fold of them is held out.
    const kept = keptPersonas(byPersona(others), others, (minPersona * (folds - 1)) / folds);
    const held = answers.filter((a) => foldOf.get(a.personId) === fold && kept.has(personaKey(a)));
    very += tally(held).very;
    n += held.length;
  }
  return wilson(very, n);
}

/** The part of the themes that the first texts make up, largest first, with quotes of theirs only. */
function withinFirst(all: Theme[], first: readonly FitAnswer[], texts: string[]): Theme[] {
  return all
    .map((t) => {
      const members = t.members.filter((i) => i < first.length);
      return {
        ...t,
        members,
        count: members.length,
        quotes: quotesOf(members.map((i) => (texts[i] ?? "").trim())),
      };
    })
    .filter((t) => t.count > 0)
    .sort(
      (a, b) =>
        Number(a.theme === otherTheme) - Number(b.theme === otherTheme) ||
        b.count - a.count ||
        (a.theme < b.theme ? -1 : 1),
    );
}
