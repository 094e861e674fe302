import { groupBy } from "@lepton/core";
import { labelOfValue, otherValues, valueOfLabel } from "./breakdown.ts";
import type { Draft } from "./draft.ts";

/** Rows by the label of their value: the `limit` values with the most, largest first, the rest under "Other". */
export function byTopValue<Row extends { value: string; n: number }>(
  rows: readonly Row[],
  limit: number,
): Map<string, Row[]> {
  const size = (group: Row[]) => group.reduce((sum, { n }) => sum + n, 0);
  const groups = [...groupBy(rows, ({ value }) => value)].sort(
    (a, b) => size(b[1]) - size(a[1]) || (a[0] < b[0] ? -1 : 1),
  );
  const top = groups.slice(0, limit).map(([value, group]): [string, Row[]] => [labelOfValue(value), group]);
  const rest = groups.slice(limit).flatMap(([, group]) => group);
  return new Map(rest.length === 0 ? top : [...top, [otherValues, rest]]);
}

/** Condition on the column `value` for one of the labels above; "Other" is what none of the others names. */
export function labelSql(draft: Draft, label: string, labels: Iterable<string>): string {
  const value = valueOfLabel(label);
  if (value !== null) return `value = ${draft.text(value)}`;
  const named = [...labels].map(valueOfLabel).filter((one) => one !== null);
  return `NOT has(${draft.bind(named, "Array(String)")}, value)`;
}
