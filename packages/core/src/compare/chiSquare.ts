import { chiSquareUpper } from "../distributions.ts";
import { type NotEnough, notEnough } from "../enough.ts";

export interface ChiSquare {
  kind: "chiSquare";
  statistic: number;
  df: number;
  p: number;
  /** Smallest expected count; below 5 the p-value is rough. */
  smallestExpected: number;
}

/**
 * Are the rows of a table of counts distributed alike? Σ (observed − expected)² / expected.
 * Rows and columns without any count are left out. Source: Pearson 1900.
 */
export function chiSquareIndependence(table: readonly (readonly number[])[]): ChiSquare | NotEnough {
  const rowSums = table.map((row) => row.reduce((a, b) => a + b, 0));
  const columnSums = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const total = rowSums.reduce((a, b) => a + b, 0);
  const rows = rowSums.filter((s) => s > 0).length;
  const columns = columnSums.filter((s) => s > 0).length;
  if (rows < 2 || columns < 2) return notEnough(Math.min(rows, columns), 2);
  const pairs = table.flatMap((row, i) =>
    row.map((observed, j) => ({
      observed,
      expected: ((rowSums[i] ?? 0) * (columnSums[j] ?? 0)) / total,
    })),
  );
  return judge(pairs, (rows - 1) * (columns - 1));
}

/** Do counts follow the expected shares (equal ones unless told)? */
export function chiSquareGoodness(
  observed: readonly number[],
  shares: readonly number[] = observed.map(() => 1),
): ChiSquare | NotEnough {
  const total = observed.reduce((a, b) => a + b, 0);
  const weight = shares.reduce((a, b) => a + b, 0);
  if (observed.length < 2 || total === 0) return notEnough(total === 0 ? 0 : observed.length, 2);
  const pairs = observed.map((o, i) => ({ observed: o, expected: (total * (shares[i] ?? 0)) / weight }));
  return judge(pairs, observed.length - 1);
}

function judge(pairs: { observed: number; expected: number }[], df: number): ChiSquare {
  const counted = pairs.filter(({ expected }) => expected > 0);
  const statistic = counted.reduce(
    (sum, { observed, expected }) => sum + (observed - expected) ** 2 / expected,
    0,
  );
  const smallestExpected = counted.reduce(
    (min, { expected }) => Math.min(min, expected),
    Number.POSITIVE_INFINITY,
  );
  return { kind: "chiSquare", statistic, df, p: chiSquareUpper(statistic, df), smallestExpected };
}
