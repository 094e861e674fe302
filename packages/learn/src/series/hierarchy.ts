import { LeptonError } from "@lepton/core";

/** A node of a hierarchy: what it is made of; leaves have no parts. */
export interface Hierarchy {
  /** Ids of all nodes, in the order of rows. */
  readonly ids: readonly string[];
  /** Ids of the leaves, in the order of columns. */
  readonly leaves: readonly string[];
  /** 1 where the leaf is part of the node, [nodes, leaves]. */
  readonly summing: readonly Float64Array[];
}

/**
 * The hierarchy of leaves under their groups, e.g. `{ total: ["north", "south"], north: ["shop 1", "shop 2"], … }`.
 * Errors: LEARN_HIERARCHY when a node is its own part, belongs to two parents, or there is no single top.
 */
export function hierarchy(parts: Readonly<Record<string, readonly string[]>>): Hierarchy {
  const children = Object.values(parts).flat();
  const wrong = (received: string, next: string) =>
    new LeptonError("LEARN_HIERARCHY", {
      problem: "The nodes do not form a tree that adds up.",
      received,
      next,
    });
  const twice = children.find((id, i) => children.indexOf(id) !== i);
  if (twice !== undefined) throw wrong(`"${twice}" has two parents`, "Give every node one parent.");
  const tops = Object.keys(parts).filter((id) => !children.includes(id));
  const [top] = tops;
  if (top === undefined || tops.length > 1)
    throw wrong(
      top === undefined ? "a circle" : `tops ${tops.join(", ")}`,
      "Give one node that everything adds up to.",
    );
  const ids: string[] = [];
  const leavesOf = (id: string): string[] => {
    ids.push(id);
    const below = parts[id] ?? [];
    return below.length === 0 ? [id] : below.flatMap(leavesOf);
  };
  const leaves = leavesOf(top);
  const unreached = [...Object.keys(parts), ...children].find((id) => !ids.includes(id));
  if (unreached !== undefined)
    throw wrong(`"${unreached}" is in a circle of its own`, "Hang it under the top.");
  const under = (id: string): string[] => {
    const below = parts[id] ?? [];
    return below.length === 0 ? [id] : below.flatMap(under);
  };
  const summing = ids.map((id) => {
    const own = new Set(under(id));
    return Float64Array.from(leaves, (leaf) => (own.has(leaf) ? 1 : 0));
  });
  return { ids, leaves, summing };
}

/** The sums of the leaves for every node, by id: [horizon] each. */
export function addUp(
  { ids, leaves, summing }: Hierarchy,
  of: Readonly<Record<string, Float64Array>>,
): Record<string, Float64Array> {
  const columns = leaves.map((leaf) => given(of, leaf));
  return Object.fromEntries(
    ids.map((id, i) => {
      const out = new Float64Array(columns[0]?.length ?? 0);
      columns.forEach((column, j) => {
        if (summing[i]?.[j])
          for (let h = 0; h < out.length; h++) out[h] = (out[h] as number) + (column[h] as number);
      });
      return [id, out];
    }),
  );
}

/** Forecasts of the leaves, added up. */
export const bottomUp = addUp;

/**
 * The top's forecast shared out by the leaves' share of the history, Σ leaf / Σ top. Source: Gross & Sohl 1990, J.
 * Forecasting 9:233–254 (method F). Errors: LEARN_HIERARCHY when the history adds up to 0.
 */
export function topDown(
  tree: Hierarchy,
  forecasts: Readonly<Record<string, Float64Array>>,
  history: Readonly<Record<string, ArrayLike<number>>>,
): Record<string, Float64Array> {
  const top = given(forecasts, tree.ids[0] as string);
  const sums = tree.leaves.map((leaf) =>
    Array.from(given(history, leaf)).reduce((sum, value) => sum + value, 0),
  );
  const whole = sums.reduce((sum, value) => sum + value, 0);
  if (!(Math.abs(whole) > 0))
    throw new LeptonError("LEARN_HIERARCHY", {
      problem: "The history of the leaves adds up to 0, so it says no shares.",
      received: `${tree.leaves.length} leaves`,
      next: "Use bottomUp or reconcile.",
    });
  return addUp(
    tree,
    Object.fromEntries(
      tree.leaves.map((leaf, j) => [leaf, top.map((value) => (value * (sums[j] as number)) / whole)]),
    ),
  );
}

/**
 * The forecasts that add up and are nearest to those given, by least squares over all nodes (MinT with W = I, OLS):
 * ỹ = S(SᵀS)⁻¹Sᵀŷ. `variances` weigh nodes instead (WLS): those that err less move less.
 * The result is computed from the leaves, so it adds up exactly. Shape: [horizon] per id.
 * Source: Wickramasuriya, Athanasopoulos & Hyndman 2019, JASA 114:804–819. Errors: LEARN_HIERARCHY.
 */
export function reconcile(
  tree: Hierarchy,
  forecasts: Readonly<Record<string, Float64Array>>,
  variances?: Readonly<Record<string, number>>,
): Record<string, Float64Array> {
  const { ids, leaves, summing } = tree;
  const n = leaves.length;
  const weights = ids.map((id) => {
    const variance = variances?.[id] ?? 1;
    if (variance > 0) return 1 / variance;
    throw new LeptonError("LEARN_HIERARCHY", {
      problem: "A variance must be above 0.",
      received: `${variance} of "${id}"`,
      next: "Give the mean squared error of each node's forecasts.",
    });
  });
  const horizon = given(forecasts, ids[0] as string).length;
  // [SᵀWS | SᵀWŷ], solved by elimination: symmetric positive definite, since S holds the identity of the leaves.
  const rows = leaves.map((_, a) => {
    const row = new Float64Array(n + horizon);
    ids.forEach((id, i) => {
      if (!summing[i]?.[a]) return;
      const w = weights[i] as number;
      for (let b = 0; b < n; b++) row[b] = (row[b] as number) + w * (summing[i]?.[b] as number);
      const points = given(forecasts, id);
      for (let h = 0; h < horizon; h++) row[n + h] = (row[n + h] as number) + w * (points[h] as number);
    });
    return row;
  });
  for (let k = 0; k < n; k++) {
    const pivot = rows[k] as Float64Array;
    rows.forEach((row, i) => {
      if (i === k) return;
      const factor = (row[k] as number) / (pivot[k] as number);
      if (factor !== 0)
        for (let c = k; c < n + horizon; c++) row[c] = (row[c] as number) - factor * (pivot[c] as number);
    });
  }
  return addUp(
    tree,
    Object.fromEntries(
      leaves.map((leaf, k) => {
        const row = rows[k] as Float64Array;
        return [leaf, row.slice(n).map((value) => value / (row[k] as number))];
      }),
    ),
  );
}

function given<T>(of: Readonly<Record<string, T>>, id: string): T {
  const found = of[id];
  if (found !== undefined) return found;
  throw new LeptonError("LEARN_HIERARCHY", {
    problem: "A node of the hierarchy has no values.",
    received: id,
    next: `Give values for ${id}.`,
    field: id,
  });
}
