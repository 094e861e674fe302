import { type Estimate, meanOfCounts, netPromoter, unknownEstimate, wilson } from "@lepton/core";

export type ScoredSurvey = "nps" | "csat" | "ces";

/** The whole numbers each survey accepts; anything else is not a response. */
export const scales: Record<ScoredSurvey, readonly [min: number, max: number]> = {
  nps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
};
export const answersOf = (survey: ScoredSurvey): string[] => {
  const [min, max] = scales[survey];
  return Array.from({ length: max - min + 1 }, (_, i) => String(min + i));
};

/**
 * The score of answers counted by value.
 * NPS: 100·(share of 9–10 − share of 0–6), a signed number. CSAT: share of 4–5. CES: mean of 1–7, higher is easier.
 * No answers: null.
 */
export function scoreOf(survey: ScoredSurvey, counts: ReadonlyMap<string, number>): Estimate {
  const between = (low: number, high: number) => {
    let n = 0;
    for (const [answer, count] of counts) if (Number(answer) >= low && Number(answer) <= high) n += count;
    return n;
  };
  switch (survey) {
    case "nps":
      return netPromoter({ promoters: between(9, 10), passives: between(7, 8), detractors: between(0, 6) });
    case "csat":
      return wilson(between(4, 5), between(1, 5));
    case "ces":
      return counts.size === 0
        ? unknownEstimate()
        : meanOfCounts([...counts].map(([value, n]) => [Number(value), n]));
  }
}
