import type { PmfMeasure, PmfReport } from "./types.ts";

const months = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"];
const trend = (values: number[]): PmfMeasure["trend"] =>
  values.map((value, i) => ({ start: months[i] ?? "", complete: i < values.length - 1, value }));
const estimate = (value: number, low: number, high: number, n: number) => ({
  value,
  low,
  high,
  level: 0.95,
  n,
});

/**
 * What a report looks like, for members who have no answers yet; always shown grey and named an example.
 * Personas are Superhuman's worked case: 18 of 45 kept answers, Wilson 95 %.
 */
export const exampleReport: PmfReport = {
  kind: "pmfReport",
  reached: 2,
  judged: 3,
  measures: [
    {
      id: "ellis",
      value: estimate(0.4, 0.27, 0.546, 45),
      unit: "share",
      trend: trend([0.22, 0.26, 0.3, 0.33, 0.37, 0.4]),
      threshold: { value: 0.4, why: "Sean Ellis" },
      verdict: "reachedUncertain",
      have: 45,
      need: 30,
      question: null,
      simulated: false,
    },
    {
      id: "nps",
      value: estimate(34, 21, 47, 128),
      unit: "score",
      trend: trend([18, 22, 21, 28, 31, 34]),
      threshold: { value: 30, why: "" },
      verdict: "reachedUncertain",
      have: 128,
      need: 30,
      question: null,
      simulated: false,
    },
    {
      id: "retention",
      value: estimate(0.17, 0.14, 0.2, 612),
      unit: "share",
      trend: trend([0.12, 0.13, 0.15, 0.16, 0.17, 0.17]),
      threshold: { value: 0.2, why: "" },
      verdict: "notReached",
      have: 612,
      need: 30,
      question: null,
      simulated: false,
    },
  ],
  segments: {
    kind: "pmfSegments",
    all: estimate(0.225, 0.147, 0.328, 80),
    personas: [
      {
        persona: "Founder",
        very: 12,
        somewhat: 10,
        not: 3,
        score: estimate(0.48, 0.3, 0.665, 25),
        kept: true,
        tooFew: false,
      },
      {
        persona: "Manager",
        very: 6,
        somewhat: 9,
        not: 5,
        score: estimate(0.3, 0.145, 0.519, 20),
        kept: true,
        tooFew: false,
      },
      {
        persona: "Student",
        very: 0,
        somewhat: 15,
        not: 20,
        score: estimate(0, 0, 0.099, 35),
        kept: false,
        tooFew: false,
      },
    ],
    kept: estimate(0.4, 0.27, 0.546, 45),
    crossFitted: estimate(0.38, 0.252, 0.525, 45),
    benefits: [
      { theme: "Speed", count: 11, quotes: [] },
      { theme: "Focus", count: 5, quotes: [] },
    ],
    winningBenefit: "Speed",
    blockers: [
      { theme: "Mobile app", count: 5, quotes: [] },
      { theme: "Integrations", count: 3, quotes: [] },
    ],
    somewhatInFit: 19,
    somewhatWinning: 8,
  },
  next: { code: "keepGoing", values: { reached: 2, judged: 3 } },
};
