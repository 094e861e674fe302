import { LeptonError } from "@lepton/core";
import type { QuestionOf } from "../../schema/question.ts";
import type { Draft } from "../../sql/draft.ts";
import type { Span } from "../../sql/range.ts";
import { selectorSql } from "../../sql/source.ts";

export type Funnel = QuestionOf<"funnel">;

/** What the statements need to know of a funnel. */
export interface FunnelPlan {
  question: Funnel;
  span: Span;
  /** Number of steps. */
  steps: number;
  windowMs: number;
  /** Bits of an event's mask: one per step, then one per exclusion. */
  bits: number;
  /** No event can match two steps: ties then need no more than sorting by step. */
  isDisjoint: boolean;
}

const unitMs = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
};

/** An event's time and mask share 64 bits: 41 for milliseconds since the range began (69 years), 22 for the mask. */
const maxBits = 22;

export function planFunnel(question: Funnel, span: Span): FunnelPlan {
  const steps = question.steps.length;
  const bits = steps + question.exclusions.length;
  const names = question.steps.map(({ event }) => event);
  const fail = (problem: string, received: string, next: string, field: string): never => {
    throw new LeptonError("GROWTH_FUNNEL", { problem, received, next, field });
  };
  for (const [i, { from, to }] of question.exclusions.entries()) {
    const spansAll = from === 0 && to === steps - 1;
    if (question.order === "unordered" ? !spansAll : from >= to || to > steps - 1)
      fail(
        question.order === "unordered"
          ? "In a funnel without order an exclusion spans the whole funnel."
          : "An exclusion lies between a step and a later one.",
        `from ${from} to ${to}`,
        `Count steps from 0; the last is ${steps - 1}.`,
        `exclusions.${i}`,
      );
  }
  if (bits > maxBits)
    fail(
      `Steps and exclusions together are more than ${maxBits}.`,
      String(bits),
      "Take some of them out.",
      "exclusions",
    );
  const { breakdown } = question;
  if (breakdown?.attribution === "step" && (breakdown.step ?? steps) >= steps)
    fail(
      "The breakdown is read at a step that the funnel does not have.",
      String(breakdown.step ?? "nothing"),
      `Count steps from 0; the last is ${steps - 1}.`,
      "breakdown.step",
    );
  return {
    question,
    span,
    steps,
    bits,
    windowMs: question.window.value * unitMs[question.window.unit],
    isDisjoint: !names.includes(null) && new Set(names).size === names.length,
  };
}

/**
 * Without order, one event that matches two unlike steps (any event, or one name with two filters) is counted for both;
 * equal steps each need an event of their own.
 */
export function mayShareEvents({ question }: FunnelPlan): boolean {
  const kinds = new Map(
    question.steps.map(({ event, filter }) => [JSON.stringify([event, filter ?? null]), event]),
  );
  const names = [...kinds.values()];
  return (
    question.order === "unordered" &&
    (names.includes(null) ? names.length > 1 : new Set(names).size < names.length)
  );
}

/** The mask of an event: bit k for step k, then the exclusions. Written over the events table. */
export function maskSql(draft: Draft, { question }: FunnelPlan): string {
  const conditions = [...question.steps, ...question.exclusions].map((one) => selectorSql(draft, one));
  return conditions.map((condition, i) => `if(${condition}, ${2 ** i}, 0)`).join(" + ");
}

export const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Ordered, without exclusions and with steps of different names: every event serves one step, sorting settles ties. */
export const isSimple = ({ question, isDisjoint }: FunnelPlan) =>
  question.order === "ordered" && question.exclusions.length === 0 && isDisjoint;

/** Runs must be looked at one by one where a later one does not stand for the earlier. */
export const needsRuns = ({ question }: FunnelPlan) =>
  question.order === "unordered" || question.exclusions.length > 0;

/** The events of each instant as an array of step masks. */
export function groupsSql(s: string, bits: number, steps: number): string {
  const times = `arrayMap(x -> bitShiftRight(x, ${bits}), ${s})`;
  const starts = `arrayMap((a, b) -> a != b, ${times}, arrayPushFront(arrayPopBack(${times}), 0))`;
  const masks = `arrayMap(x -> bitAnd(x, ${2 ** steps - 1}), ${s})`;
  return `arrayMap(g -> arrayFilter((m, n) -> n <= bitCount(m), g, arrayEnumerateUniq(g)), arraySplit((m, b) -> b, ${masks}, ${starts}))`;
}
