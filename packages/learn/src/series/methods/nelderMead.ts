export interface SimplexOptions {
  /** Size of the first simplex per coordinate. */
  steps: readonly number[];
  /** Evaluations at most. */
  evaluations: number;
  /** Ends when the values of the simplex differ by less than this share; 1e-8 unless told. */
  tolerance?: number;
}

/**
 * The least of `f` near `start` without gradients. `f` may give Infinity outside its domain.
 * Source: Nelder & Mead 1965, The Computer Journal 7:308–313, with coefficients 1, 2, ½, ½.
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  { steps, evaluations, tolerance = 1e-8 }: SimplexOptions,
): { x: readonly number[]; value: number } {
  let used = 0;
  const at = (x: readonly number[]) => {
    used++;
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const simplex = [
    start,
    ...start.map((_, j) => start.map((x, k) => x + (k === j ? (steps[j] as number) : 0))),
  ].map(at);
  const last = simplex.length - 1;
  type Point = (typeof simplex)[number];
  while (used < evaluations && start.length > 0) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0] as Point, simplex[last] as Point];
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + 1e-12)) break;
    const centre = start.map(
      (_, j) => simplex.reduce((sum, { x }, i) => sum + (i < last ? (x[j] as number) : 0), 0) / last,
    );
    const along = (t: number) => at(centre.map((c, j) => c + t * (c - (worst.x[j] as number))));
    const reflected = along(1);
    if (reflected.value < best.value) {
      const further = along(2);
      simplex[last] = further.value < reflected.value ? further : reflected;
    } else if (reflected.value < (simplex[last - 1] as Point).value) simplex[last] = reflected;
    else {
      const inward = reflected.value < worst.value ? along(0.5) : along(-0.5);
      if (inward.value < Math.min(worst.value, reflected.value)) simplex[last] = inward;
      else
        for (let i = 1; i <= last; i++)
          simplex[i] = at((simplex[i] as Point).x.map((x, j) => ((best.x[j] as number) + x) / 2));
    }
  }
  return simplex.reduce((least, point) => (point.value < least.value ? point : least));
}
