import { groupBy, LeptonError } from "@lepton/core";

/** Decisions about people, one entry per person in every column. */
export interface Decisions {
  /** Group of each person, e.g. region or age band. */
  groups: readonly unknown[];
  /** 1 where the favourable answer was given: selected, approved. */
  decided: readonly number[];
  /** 1 where the favourable answer was right, once known. Needed for all but selection. */
  truth?: readonly number[];
  /** Predicted probability of 1, for calibration. */
  scores?: readonly number[];
}

/** One person as the measures need them. */
export interface Case {
  group: unknown;
  decided: number;
  truth: number | null;
  score: number | null;
}

/** Fewer people than this in a group: no verdict about it. */
export const leastPeople = 30;

/** Errors: TRUST_DECISIONS when columns differ in length, are empty, or hold other than 0 and 1. */
export function casesOf({ groups, decided, truth, scores }: Decisions): Case[] {
  const lengths = [groups, decided, truth, scores].flatMap((column) => (column ? [column.length] : []));
  const isOdd = new Set(lengths).size > 1 || groups.length === 0;
  const odd = [...decided, ...(truth ?? [])].find((value) => value !== 0 && value !== 1);
  const score = scores?.find((value) => !(value >= 0 && value <= 1));
  if (isOdd || odd !== undefined || score !== undefined)
    throw new LeptonError("TRUST_DECISIONS", {
      problem: "Fairness is measured on equally long columns: decided and truth 0 or 1, scores in [0, 1].",
      received: isOdd ? `columns of ${lengths.join(", ")}` : String(odd ?? score),
      next: "Leave people out whose outcome is unknown, and turn scores into decisions by the threshold in use.",
    });
  return groups.map((group, i) => ({
    group,
    decided: decided[i] as number,
    truth: truth?.[i] ?? null,
    score: scores?.[i] ?? null,
  }));
}

/** Share of `decided` among the cases; null without any. */
export function selection(cases: readonly Case[], truth?: number): number | null {
  let selected = 0;
  let all = 0;
  for (const one of cases) {
    if (truth !== undefined && one.truth !== truth) continue;
    all++;
    selected += one.decided;
  }
  return all === 0 ? null : selected / all;
}

export const byGroup = (cases: readonly Case[]): Map<unknown, Case[]> => groupBy(cases, ({ group }) => group);
