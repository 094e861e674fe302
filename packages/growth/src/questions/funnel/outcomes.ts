import { splitSourceSql } from "../../sql/breakdown.ts";
import type { Draft } from "../../sql/draft.ts";
import type { SourceScope } from "../../sql/source.ts";
import { type FunnelPlan, groupsSql, maskSql, needsRuns } from "./plan.ts";
import { runsSql } from "./runs.ts";
import { type Signatures, walkSql } from "./walk.ts";

export interface OutcomeOptions {
  /** Split by the breakdown of the question. */
  isSplit: boolean;
  /** Tie groups and how far they carry (see `signaturesSql`); needed unless `isSimple`. */
  signatures: Signatures;
}

/**
 * Per person (and value, when split by all events): `s`, the sorted events as `(ms since the range began + 1) << bits | mask`.
 * Sorting these numbers sorts by time and, within a tie, by step.
 */
export function arraysSql(draft: Draft, plan: FunnelPlan, isSplit: boolean): string {
  const { question, bits, span } = plan;
  const scope: SourceScope = {
    span,
    // Strict order is broken by any event, so all of them are read.
    selectors: question.order === "strict" ? [] : [...question.steps, ...question.exclusions],
    filter: question.filter,
    excludeInternal: question.excludeInternal,
  };
  const packed = `toUInt64(toUnixTimestamp64Milli(ts) - ${draft.int(span.fromMs - 1)}) * ${2 ** bits} + mask`;
  const breakdown = isSplit ? question.breakdown : undefined;
  const isSplitByEvent = breakdown?.attribution === "all";
  const source = splitSourceSql(draft, scope, { mask: `toUInt32(${maskSql(draft, plan)})` }, breakdown);
  const isStep = `bitAnd(mask, ${2 ** plan.steps - 1}) != 0`;
  const columns = ["person_key", `arraySort(groupArray(${packed})) AS s`];
  if (!breakdown) columns.push("'' AS value");
  else if (isSplitByEvent) columns.push("value");
  else if (breakdown.attribution === "step")
    columns.push(
      `groupArrayIf((toUInt64(toUnixTimestamp64Milli(ts) - ${draft.int(span.fromMs - 1)}), value), bitTest(mask, ${breakdown.step})) AS touches`,
    );
  else
    columns.push(
      `${breakdown.attribution === "first" ? "argMinIf" : "argMaxIf"}(value, (ts, value), ${isStep} AND value != '') AS value`,
    );
  return `SELECT ${columns.join(", ")}
  FROM (${source})
  GROUP BY person_key${isSplitByEvent ? ", value" : ""}`;
}

/**
 * One row per person (and value) who entered: `person_key`, `value`, `level` (steps reached), `at` (milliseconds of
 * each step reached, counted like in `s`), `late` (the next step's first event after the last reached, 0 without one).
 */
export function outcomesSql(draft: Draft, plan: FunnelPlan, { isSplit, signatures }: OutcomeOptions): string {
  const arrays = arraysSql(draft, plan, isSplit);
  const isTouched = isSplit && plan.question.breakdown?.attribution === "step";
  const keep = isTouched ? "touches" : "value";
  const outcomes = needsRuns(plan)
    ? `SELECT person_key, ${keep}, best.1 AS level, best.2 AS at, toUInt64(0) AS late
  FROM (SELECT person_key, ${isTouched ? "any(touches) AS touches" : "value"},
      argMax((level, at), (level, -toInt64(at[-1]), at[1])) AS best
    FROM (${runsSql(draft, plan, arrays, signatures, keep)})
    GROUP BY person_key${isTouched ? "" : ", value"})`
    : walkSql(draft, plan, arrays, signatures, keep);
  if (!isTouched) return outcomes;
  const step = (plan.question.breakdown?.step ?? 0) + 1;
  return `SELECT person_key, level, at, late, arrayFirst(touch -> touch.1 = at[${step}], touches).2 AS value FROM (${outcomes})`;
}

/** Tie groups that occur, as sorted masks; each mask no more often than it could be of use. */
export function signaturesSql(draft: Draft, plan: FunnelPlan): string {
  const { bits, steps } = plan;
  return `SELECT DISTINCT toString(signature) AS signature FROM (
  SELECT arrayJoin(arrayFilter(g -> length(g) > 1, ${groupsSql("s", bits, steps)})) AS signature
  FROM (${arraysSql(draft, plan, false)})) LIMIT 10001`;
}
