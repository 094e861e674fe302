import { type Estimate, twoSidedZ } from "@lepton/core";
import { z } from "zod";
import type { Frame } from "../tabular/frame.ts";

const estimateSchema = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  level: z.number(),
  n: z.number(),
});
/** What sets a segment apart from all others, as data that a page can put into words of any language. */
export const traitSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("number"),
    feature: z.string(),
    column: z.string(),
    direction: z.enum(["higher", "lower"]),
    /** Standardised difference (mean here − mean elsewhere) / pooled deviation. */
    difference: estimateSchema,
    /** Means here and elsewhere, in the feature's unit. */
    here: z.number(),
    elsewhere: z.number(),
  }),
  z.object({
    kind: z.literal("level"),
    feature: z.string(),
    column: z.string(),
    level: z.string(),
    direction: z.enum(["more", "less"]),
    /** Share here / share elsewhere; above 1 more common here. Not known where it occurs nowhere else. */
    lift: estimateSchema,
    /** Shares here and elsewhere, in [0, 1]. */
    here: z.number(),
    elsewhere: z.number(),
  }),
]);
export type Trait = z.infer<typeof traitSchema>;

/** Differences below Cohen's "small" are not worth words. Source: Cohen 1988, ch. 2. */
const leastSize = 0.2;

/**
 * At most `most` traits of every segment, the largest first, one per feature: those whose interval excludes "no
 * difference". Sizes are compared as standardised differences, of a share (p − q) / √((p(1−p) + q(1−q)) / 2).
 * Error: the segments were made from these features, so the intervals tell how sure the size is, not that it could have
 * been zero. Source: Hedges & Olkin 1985, ch. 5 (d); Katz 1978 (ratio of shares); Austin 2009 (shares).
 */
export function traitsOf(
  frame: Frame,
  labels: Int32Array,
  k: number,
  { most = 3, level = 0.95 }: { most?: number; level?: number } = {},
): Trait[][] {
  const sized = Array.from({ length: k }, (): { size: number; trait: Trait }[] => []);
  frame.features.forEach(({ name, column, levels }, f) => {
    const values = frame.values[f] as Float64Array;
    for (let segment = 0; segment < k; segment++) {
      const of = { feature: name, column };
      const found = levels
        ? levelTraits(values, labels, segment, levels, level).map(({ size, ...rest }) => ({
            size,
            trait: { ...of, ...rest },
          }))
        : numberTrait(values, labels, segment, level).map(({ size, ...rest }) => ({
            size,
            trait: { ...of, ...rest },
          }));
      const largest = found.sort(
        (a, b) => b.size - a.size || Number(isMore(b.trait)) - Number(isMore(a.trait)),
      )[0];
      if (largest && largest.size >= leastSize) sized[segment]?.push(largest);
    }
  });
  return sized.map((of) =>
    of
      .sort((a, b) => b.size - a.size)
      .slice(0, most)
      .map(({ trait }) => trait),
  );
}

/** Of two levels, one is more common where the other is less: what there is more of is told. */
const isMore = ({ direction }: Trait): boolean => direction === "more";

type NumberTrait = Omit<Extract<Trait, { kind: "number" }>, "feature" | "column"> & { size: number };
function numberTrait(
  values: Float64Array,
  labels: Int32Array,
  segment: number,
  level: number,
): NumberTrait[] {
  const [inside, outside]: [number[], number[]] = [[], []];
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) (labels[row] === segment ? inside : outside).push(value);
  });
  const [n, m] = [inside.length, outside.length];
  if (n < 2 || m < 2) return [];
  const [a, b] = [meanOf(inside), meanOf(outside)];
  const pooled = Math.sqrt((squares(inside, a) + squares(outside, b)) / (n + m - 2));
  if (pooled === 0) return [];
  const d = (a - b) / pooled;
  const reach = twoSidedZ(level) * Math.sqrt((n + m) / (n * m) + d ** 2 / (2 * (n + m)));
  const difference: Estimate = { value: d, low: d - reach, high: d + reach, level, n: n + m };
  if (Math.abs(d) <= reach) return [];
  const direction = d > 0 ? "higher" : "lower";
  return [{ kind: "number", direction, difference, here: a, elsewhere: b, size: Math.abs(d) }];
}

type LevelTrait = Omit<Extract<Trait, { kind: "level" }>, "feature" | "column"> & { size: number };
function levelTraits(
  values: Float64Array,
  labels: Int32Array,
  segment: number,
  levels: readonly string[],
  confidence: number,
): LevelTrait[] {
  const [inside, outside] = [new Float64Array(levels.length), new Float64Array(levels.length)];
  let [n, m] = [0, 0];
  values.forEach((code, row) => {
    if (Number.isNaN(code)) return;
    const isHere = labels[row] === segment;
    const counts = isHere ? inside : outside;
    counts[code] = (counts[code] as number) + 1;
    if (isHere) n++;
    else m++;
  });
  if (n === 0 || m === 0) return [];
  return levels.flatMap((level, code): LevelTrait[] => {
    const [x, y] = [inside[code] as number, outside[code] as number];
    const [p, q] = [x / n, y / m];
    if (p === q) return [];
    // Half a case in every cell, so that a share of zero has a bound.
    const log = Math.log((x + 0.5) / (n + 0.5)) - Math.log((y + 0.5) / (m + 0.5));
    const error = Math.sqrt(1 / (x + 0.5) - 1 / (n + 0.5) + 1 / (y + 0.5) - 1 / (m + 0.5));
    const reach = twoSidedZ(confidence) * error;
    if (Math.abs(log) <= reach) return [];
    const lift: Estimate = {
      value: y > 0 ? p / q : null,
      low: x > 0 ? Math.exp(log - reach) : 0,
      high: y > 0 ? Math.exp(log + reach) : null,
      level: confidence,
      n: n + m,
    };
    const [a, b] = [(x + 0.5) / (n + 1), (y + 0.5) / (m + 1)];
    const size = Math.abs(p - q) / Math.sqrt((a * (1 - a) + b * (1 - b)) / 2);
    return [{ kind: "level", level, direction: p > q ? "more" : "less", lift, here: p, elsewhere: q, size }];
  });
}

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const squares = (values: readonly number[], mean: number) =>
  values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
