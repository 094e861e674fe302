/** One measured figure. `ratio` is ours to the peer's (or to the bar's unit when there is no peer). */
export interface Figure {
  suite: string;
  name: string;
  ours: number;
  unit: string;
  /** The peer's figure in the same unit; null when there is none or it is not installed. */
  peer: number | null;
  ratio: number | null;
  /** Middle of the same measurement, where `ours` and `peer` are its least: [ours, peer]. */
  medians?: readonly [number, number | null];
  /** What must hold, e.g. `>= 50000` (of ours) or `ratio <= 1.5`. */
  bar: string;
  ok: boolean;
}

export interface Suite {
  name: string;
  /** What the suite compares, in one sentence. */
  about: string;
  /** `only`: the part of the suite to run, by its name. */
  run(options: { quick: boolean; only?: string | undefined }): AsyncIterable<Omit<Figure, "suite" | "ok">>;
}

/** Whether a figure keeps its bar: `>= 3`, `< 250`, `ratio <= 1.5`; a ratio without a peer fails. */
export function keepsBar({ ours, ratio, bar }: Pick<Figure, "ours" | "ratio" | "bar">): boolean {
  const [, of, operator, number] = /^(ratio )?(>=|<=|<|>) ([\d.]+)$/.exec(bar) ?? [];
  const value = of ? ratio : ours;
  if (value === null || number === undefined) return false;
  const limit = Number(number);
  switch (operator) {
    case ">=":
      return value >= limit;
    case "<=":
      return value <= limit;
    case "<":
      return value < limit;
    default:
      return value > limit;
  }
}
