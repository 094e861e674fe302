import type { Draft } from "../../sql/draft.ts";
import { type FunnelPlan, groupsSql, isSimple, upTo } from "./plan.ts";

/** Tie groups by their text, and `reach[group * steps + j]`: the level a run at level j gets to in them. */
export interface Signatures {
  names: readonly string[];
  reach: readonly number[];
}

/**
 * All runs of a person at once, level by level over whole arrays. `s_k[i]` is the entry time of a run that takes step k
 * at event i, else 0; `f_k` carries the latest one forward: a later entry has at least the same window left, so it
 * stands for the earlier ones. The first event to take the furthest step names the best run, and where that run's
 * entry first stands in each `s_k` are its times.
 */
export function walkSql(
  draft: Draft,
  plan: FunnelPlan,
  arrays: string,
  signatures: Signatures,
  keep: string,
): string {
  const { steps, bits } = plan;
  const prepared = isSimple(plan)
    ? `SELECT person_key, ${keep}, s, arrayMap(x -> bitShiftRight(x, ${bits}), s) AS t${simpleLevels(draft, plan)}
  FROM (${arrays})`
    : `SELECT *${groupLevels(draft, plan, false)} FROM (${groupedSql(draft, plan, arrays, signatures, keep)})`;
  return `SELECT person_key, ${keep}, ${outcomeColumns(steps, isSimple(plan))},
  if(level = ${steps}, 0, bitShiftRight(arrayFirst(x -> bitTest(x, level) AND bitShiftRight(x, ${bits}) > at[level], s), ${bits})) AS late
FROM (${prepared}) WHERE level > 0`;
}

/** One event, one step: a step's own events never hold the step before, so `f_(k-1)` at the event itself is its past. */
function simpleLevels(draft: Draft, { steps, windowMs }: FunnelPlan): string {
  return upTo(steps)
    .map((k) =>
      k === 0
        ? `,
    arrayMap((x, t) -> if(bitTest(x, 0), t, 0), s, t) AS s0, ${filled(0)}`
        : `,
    arrayMap((x, t, e) -> if(bitTest(x, ${k}) AND e > 0 AND t - e <= ${draft.int(windowMs)}, e, 0), s, t, f${k - 1}) AS s${k}, ${filled(k)}`,
    )
    .join("");
}

const filled = (k: number) => `arrayFill(x -> x > 0, s${k}) AS f${k}`;

/**
 * Events of one instant as one group: `t` their times, `r_j` the level to which the group carries a run at level j
 * (1 mask: by its bits; a tie: from the table of signatures), `x` the exclusions seen.
 */
export function groupedSql(
  draft: Draft,
  { steps, bits, question }: FunnelPlan,
  arrays: string,
  { names, reach }: Signatures,
  keep: string,
): string {
  const ties =
    names.length === 0
      ? "toUInt32(0)"
      : `transform(toString(g), ${draft.bind(names, "Array(String)")}, ${draft.bind(
          names.map((_, i) => i + 1),
          "Array(UInt32)",
        )}, toUInt32(0))`;
  const table = draft.bind(reach.length === 0 ? [0] : reach, "Array(UInt8)");
  const carried = upTo(steps).map(
    (j) =>
      `arrayMap((m, i) -> if(i = 0, if(bitTest(m, ${j}), ${j + 1}, ${j}), ${table}[(i - 1) * ${steps} + ${j + 1}]), m, i) AS r${j}`,
  );
  const times = `arrayMap(x -> bitShiftRight(x, ${bits}), s)`;
  const exclusions =
    question.exclusions.length === 0
      ? []
      : [
          `arrayMap(g -> bitShiftRight(arrayReduce('groupBitOr', g), ${steps}), arraySplit((m, b) -> b, arrayMap(x -> bitAnd(x, ${2 ** bits - 1}), s),
      arrayMap((a, b) -> a != b, ${times}, arrayPushFront(arrayPopBack(${times}), 0)))) AS x`,
        ];
  return `SELECT person_key, ${keep}, s, arrayCompact(${times}) AS t, ${groupsSql("s", bits, steps)} AS groups,
    arrayMap(g -> if(length(g) = 1, g[1], 0), groups) AS m, arrayMap(g -> if(length(g) < 2, 0, ${ties}), groups) AS i,
    ${[...carried, ...exclusions].join(",\n    ")}
  FROM (${arrays})`;
}

/**
 * Levels over groups: a run may take several steps in one group, so level k comes from a fresh entry or from any lower
 * level, the latest entry first. In strict order only the state of the group just before counts.
 */
export function groupLevels(
  draft: Draft,
  { steps, windowMs, question }: FunnelPlan,
  isOneRun: boolean,
): string {
  const before = (j: number) =>
    `arrayPushFront(arrayPopBack(${question.order === "strict" ? "s" : "f"}${j - 1}), 0)`;
  return upTo(steps)
    .map((k) => {
      const lower = upTo(k).map((j) => j + 1);
      const names = ["t", "n", "r0", ...lower.flatMap((j) => [`r${j}`, `e${j}`])];
      const values = ["t", "arrayEnumerate(t)", "r0", ...lower.flatMap((j) => [`r${j}`, before(j)])];
      const cases = [
        `r0 >= ${k + 1}${isOneRun ? " AND n = 1" : ""}, t`,
        ...lower.map((j) => `r${j} >= ${k + 1} AND e${j} > 0 AND t - e${j} <= ${draft.int(windowMs)}, e${j}`),
      ];
      return `,
    arrayMap((${names.join(", ")}) -> multiIf(${cases.join(", ")}, 0), ${values.join(", ")}) AS s${k}, ${filled(k)}`;
    })
    .join("");
}

/** `level`, `entry` and `at` from the arrays of every level. */
export function outcomeColumns(steps: number, isSimplePlan = false): string {
  const down = upTo(steps).reverse();
  const level = `multiIf(${down.map((k) => `f${k}[-1] > 0, ${k + 1}`).join(", ")}, 0)`;
  const entry = `multiIf(${down.map((k) => `level = ${k + 1}, arrayFirst(e -> e > 0, s${k})`).join(", ")}, 0)`;
  const first = (k: number) => `indexOf(s${k}, entry)`;
  // Within a tie a run may pass a level that a fresher entry holds: its time is where it first stands at that level or above.
  const index = (k: number) =>
    isSimplePlan
      ? first(k)
      : `arrayMin(arrayFilter(n -> n > 0, [${upTo(steps - k)
          .map((above) => first(k + above))
          .join(", ")}]))`;
  const at = upTo(steps).map((k) => (k === 0 ? "entry" : `if(level > ${k}, t[${index(k)}], 0)`));
  return `${level} AS level, ${entry} AS entry, arraySlice([${at.join(", ")}], 1, level) AS at`;
}
