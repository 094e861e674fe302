import type { Interval } from "@lepton/growth";
import type { Problem } from "../contract/common.ts";
import type { ForecastMethod, ForecastMethodRow } from "../contract/forecast.ts";
import type { Plan } from "./plan.ts";

/** One line to be forecast. Plain data: it goes to another process. */
export interface StudyOrder {
  /** null where nothing is known. */
  values: (number | null)[];
  /** Local date (and time) of the first value. */
  start: string;
  interval: Interval;
  horizon: number;
  level: number;
  holidays: string[];
  /** A running sum never falls. */
  isRunningSum: boolean;
  plan: Plan;
  seed: number;
  budgetSeconds: number;
  target: { value: number; step: number; when: "by" | "on"; direction: "above" | "below" } | null;
}

export interface Path {
  mean: number[];
  low: number[];
  high: number[];
}
export interface StudyResult extends Path {
  method: ForecastMethod;
  /** Best in the choice, best baseline of the check, and what they erred there. */
  verdict: {
    code: "better" | "noBetter" | "nothingBetter";
    best: ForecastMethod;
    bestMae: number;
    baseline: ForecastMethod;
    baselineMae: number;
    tried: number;
  };
  rows: ForecastMethodRow[];
  coverage: { share: number; n: number };
  /** Places in the values, and the paths from there. */
  rehearsals: ({ origin: number } & Path)[];
  seasons: number[];
  last: number;
  anomalies: { at: number; value: number; z: number }[];
  changePoints: { at: number; before: number; after: number }[];
  probability: { value: number | null; low: number | null; high: number | null; n: number } | null;
  /** Holidays that lie in the history; null when none were given. */
  holidaysSeen: number | null;
  /** The interval could not be measured and is assumed. */
  isAssumed: boolean;
}

export type StudyMessage =
  | { id: number; kind: "progress"; share: number; step: string }
  | { id: number; kind: "done"; result: StudyResult }
  | { id: number; kind: "failed"; problem: Pick<Problem, "code" | "problem" | "next"> };
