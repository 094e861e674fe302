import { LeptonError, nearestName } from "@lepton/core";
import { type ClassTarget, classTarget, type RegressionTarget, regressionTarget } from "../tabular/target.ts";
import { endBefore, type Histories } from "./histories.ts";
import { dayMs, type Moments } from "./moments.ts";

/** Days until an event; where `isObserved` is 0 it had not come by then. */
export interface SurvivalTarget {
  readonly task: "survival";
  readonly days: Float64Array;
  readonly isObserved: Uint8Array;
}
export type SequenceTarget = ClassTarget | RegressionTarget | SurvivalTarget;

/** What is asked of the time from a row's cutoff to the end of its horizon; of any event unless one is named. */
export type SequenceQuestion =
  /** Does it happen? Classes no, yes. */
  | { kind: "event"; event?: string }
  /** Does it stay away (churn)? Classes no, yes. */
  | { kind: "noEvent"; event?: string }
  /** Which event comes first? Classes: `nothing`, then the names `among` which is asked (all, unless told), then `other`. */
  | { kind: "next"; among?: readonly string[] }
  /** When does it come? */
  | { kind: "time"; event?: string }
  /** How often? */
  | { kind: "count"; event?: string }
  /** Sum of its amounts. */
  | { kind: "amount"; event?: string };

/** The class of rows after whose cutoff nothing happens. */
export const nothing = "(nothing)";
/** The class of events that are not asked about by name. */
export const other = "(other)";

type TargetFor<Q extends SequenceQuestion> = Q["kind"] extends "time"
  ? SurvivalTarget
  : Q["kind"] extends "count" | "amount"
    ? RegressionTarget
    : ClassTarget;

/**
 * Outcomes of each row, read from events at or after its cutoff. `knownUntil` is the end of what is known.
 * Errors: LEARN_OUTCOME_UNKNOWN when a horizon ends later; LEARN_EVENT_UNKNOWN.
 */
export function outcomesOf<Q extends SequenceQuestion>(
  x: Moments,
  question: Q,
  knownUntil: number,
): TargetFor<Q> {
  const late = x.cutoffs.findIndex(
    (cutoff, i) => cutoff + (x.horizonsDays[i] as number) * dayMs > knownUntil,
  );
  if (late >= 0)
    throw new LeptonError("LEARN_OUTCOME_UNKNOWN", {
      problem: "A row's horizon ends after what is known, so its outcome is not known yet.",
      received: `${new Date(x.cutoffs[late] as number).toISOString()} and ${x.horizonsDays[late]} days, known until ${new Date(knownUntil).toISOString()}`,
      next: "Give earlier cutoffs or a shorter horizon.",
    });
  return target(x, question) as TargetFor<Q>;
}

function target(x: Moments, question: SequenceQuestion): SequenceTarget {
  const { histories } = x;
  if (question.kind === "next") {
    const first = Array.from(x.persons, (_, row) => within(x, row, null)[0]);
    const names = first.map((at) =>
      at === undefined ? nothing : (histories.names[histories.codes[at] as number] as string),
    );
    // The same classes whatever the rows, so that training and test have one order.
    const { among } = question;
    for (const name of among ?? []) codeOf(histories, name);
    const classes = [nothing, ...(among ? [...among, other] : histories.names)];
    const known = new Set(classes);
    return classTarget(
      names.map((name) => (known.has(name) ? name : other)),
      classes,
    );
  }
  const code = question.event === undefined ? null : codeOf(histories, question.event);
  const found = Array.from(x.persons, (_, row) => within(x, row, code));
  switch (question.kind) {
    case "event":
      return classTarget(
        found.map((events) => (events.length > 0 ? "yes" : "no")),
        ["no", "yes"],
      );
    case "noEvent":
      return classTarget(
        found.map((events) => (events.length > 0 ? "no" : "yes")),
        ["no", "yes"],
      );
    case "count":
      return regressionTarget(found.map((events) => events.length));
    case "amount":
      return regressionTarget(
        found.map((events) => events.reduce((sum, at) => sum + (histories.amounts[at] || 0), 0)),
      );
    default:
      return {
        task: "survival",
        days: Float64Array.from(found, ([at], row) =>
          at === undefined
            ? (x.horizonsDays[row] as number)
            : ((histories.times[at] as number) - (x.cutoffs[row] as number)) / dayMs,
        ),
        isObserved: Uint8Array.from(found, ([at]) => Number(at !== undefined)),
      };
  }
}

/** Events of a row's horizon, in order. */
function within(
  { histories, persons, cutoffs, horizonsDays }: Moments,
  row: number,
  code: number | null,
): number[] {
  const [person, cutoff] = [persons[row] as number, cutoffs[row] as number];
  const end = endBefore(histories, person, cutoff + (horizonsDays[row] as number) * dayMs);
  const found: number[] = [];
  for (let at = endBefore(histories, person, cutoff); at < end; at++)
    if (code === null || histories.codes[at] === code) found.push(at);
  return found;
}

/** Errors: LEARN_EVENT_UNKNOWN, with the nearest name. */
export function codeOf({ names }: Histories, event: string): number {
  const code = names.indexOf(event);
  if (code >= 0) return code;
  const near = nearestName(event, names);
  throw new LeptonError("LEARN_EVENT_UNKNOWN", {
    problem: "The histories have no event of this name.",
    received: event,
    next: near ? `Did you mean ${near}?` : `Use one of: ${names.slice(0, 20).join(", ")}.`,
  });
}

export const targetRows = (y: SequenceTarget): number =>
  y.task === "classification" ? y.labels.length : y.task === "regression" ? y.values.length : y.days.length;

export function takeOutcomes<T extends SequenceTarget>(y: T, rows: ArrayLike<number>): T {
  const take = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number);
  if (y.task === "classification")
    return { ...y, labels: Int32Array.from(rows, (row) => y.labels[row] as number) };
  if (y.task === "regression") return { ...y, values: take(y.values) };
  return {
    ...y,
    days: take(y.days),
    isObserved: Uint8Array.from(rows, (row) => y.isObserved[row] as number),
  };
}
