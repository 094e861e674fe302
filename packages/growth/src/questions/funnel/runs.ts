import type { Draft } from "../../sql/draft.ts";
import { type FunnelPlan, upTo } from "./plan.ts";
import { groupedSql, groupLevels, outcomeColumns, type Signatures } from "./walk.ts";

/**
 * One row per clean run of every person: `person_key`, `value`, `level`, `at`. A run is what follows one entry within
 * its window; tainted ones are left out, so a person with none left is in no step.
 */
export function runsSql(
  draft: Draft,
  plan: FunnelPlan,
  arrays: string,
  signatures: Signatures,
  keep: string,
): string {
  return plan.question.order === "unordered"
    ? unorderedRunsSql(draft, plan, arrays, keep)
    : orderedRunsSql(draft, plan, arrays, signatures, keep);
}

function orderedRunsSql(
  draft: Draft,
  plan: FunnelPlan,
  arrays: string,
  signatures: Signatures,
  keep: string,
): string {
  const { steps, question } = plan;
  const cut = ["t", ...upTo(steps).map((j) => `r${j}`), ...(question.exclusions.length > 0 ? ["x"] : [])];
  const window = draft.int(plan.windowMs);
  const runs = `SELECT person_key, ${keep}, ${cut.map((name) => `arraySlice(all_${name}, start, size) AS ${name}`).join(", ")}
  FROM (SELECT person_key, ${keep}, ${cut.map((name) => `${name} AS all_${name}`).join(", ")},
      arrayJoin(arrayFilter((n, r) -> r > 0, arrayEnumerate(t), r0)) AS start,
      arrayCount(u -> u >= all_t[start] AND u - all_t[start] <= ${window}, all_t) AS size
    FROM (${groupedSql(draft, plan, arrays, signatures, keep)}))`;
  const tainted = question.exclusions.map(
    ({ from, to }, i) =>
      `level > ${from} AND arrayExists((u, seen) -> bitTest(seen, ${i}) AND u > at[${from + 1}] AND (level <= ${to} OR u < at[${to + 1}]), t, x)`,
  );
  return `SELECT person_key, ${keep}, level, at
  FROM (SELECT person_key, ${keep}, t${question.exclusions.length > 0 ? ", x" : ""}, ${outcomeColumns(steps)}
    FROM (SELECT *${groupLevels(draft, plan, true)} FROM (${runs})))
  WHERE level > 0${tainted.map((one) => ` AND NOT (${one})`).join("")}`;
}

/**
 * Without order a run may begin with any step; `at` are the times at which the first, second … step was made. Of equal
 * steps the n-th needs the n-th event. What comes after an exclusion does not count.
 */
function unorderedRunsSql(draft: Draft, plan: FunnelPlan, arrays: string, keep: string): string {
  const { bits, steps, question } = plan;
  const window = draft.int(plan.windowMs);
  const time = (x: string) => `bitShiftRight(${x}, ${bits})`;
  const texts = question.steps.map(({ event, filter }) => JSON.stringify([event, filter ?? null]));
  const made = upTo(steps).map((k) => {
    const nth = texts.slice(0, k + 1).filter((text) => text === texts[k]).length;
    return `arrayFilter(x -> bitTest(x, ${k}), run)[${nth}]`;
  });
  const excluded = bitsFrom(steps, bits);
  return `SELECT person_key, ${keep}, toUInt8(length(at)) AS level, at
  FROM (SELECT person_key, ${keep},
      arrayFilter(x -> ${time("x")} >= start AND ${time("x")} - start <= ${window}, s) AS run,
      arrayMin(arrayMap(x -> ${time("x")}, arrayFilter(x -> bitAnd(x, ${excluded}) != 0 AND ${time("x")} > start, run))) AS stop,
      arraySort(arrayFilter(u -> u > 0 AND (stop = 0 OR u <= stop), arrayMap(x -> ${time("x")}, [${made.join(", ")}]))) AS at
    FROM (SELECT person_key, ${keep}, s, arrayJoin(arrayDistinct(arrayMap(x -> ${time("x")}, arrayFilter(x -> bitAnd(x, ${2 ** steps - 1}) != 0, s)))) AS start FROM (${arrays})))
  WHERE level > 0`;
}

/** The bits of the exclusions. */
const bitsFrom = (steps: number, bits: number) => 2 ** bits - 2 ** steps;

/** Every clean run, also where runs are not needed for the totals: the trend asks about each entry. */
export const entryRunsSql = (draft: Draft, plan: FunnelPlan, arrays: string, signatures: Signatures) =>
  runsSql(draft, plan, arrays, signatures, "value");
