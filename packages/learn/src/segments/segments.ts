import { type Estimate, LeptonError, random } from "@lepton/core";
import { z } from "zod";
import type { Table } from "../table/table.ts";
import type { FitProgress } from "../tabular/estimator.ts";
import { frameOf } from "../tabular/frame.ts";
import { readOptions } from "../tabular/options.ts";
import { pace } from "../tabular/pace.ts";
import { traitsOf } from "./describe.ts";
import { coordinatesFor, type Points, pointsOfFrame } from "./features.ts";
import { type FittedSegments, fittedSegments } from "./fittedSegments.ts";
import { type Grouping, type GroupingMethod, grouped } from "./grouping.ts";
import { silhouette } from "./quality.ts";
import { distinctRows, stability, takePoints } from "./stability.ts";

const count = z.int().min(1);
const optionsSchema = z.strictObject({
  /** kMeans: groups around centres; mixture: normal distributions, which may overlap and differ in extent. */
  method: z.enum(["kMeans", "mixture"]).default("kMeans"),
  /** How many segments; chosen between `from` and `to` unless told. */
  k: z.int().min(2).optional(),
  /** Default 2. */
  from: z.int().min(2).default(2),
  /** Default 8. */
  to: z.int().min(2).default(8),
  /** What k is chosen by: the highest silhouette, or the lowest BIC (mixtures only). Default: that of the method. */
  criterion: z.enum(["silhouette", "bic"]).optional(),
  /** Of a mixture: with `full`, features of one segment may go together. Default diagonal. */
  covariance: z.enum(["diagonal", "full"]).default("diagonal"),
  /** Added to every variance of a mixture, in variances of the data. Default 1e-3. */
  floor: z.number().positive().default(1e-3),
  /** Starts of k-means, the best is kept. Default 10. */
  starts: count.default(10),
  /** Resamples that stability is measured on. Default 20; 0 leaves it out. */
  resamples: z.int().min(0).default(20),
  /** Most traits that describe a segment. Default 3. */
  traits: z.int().min(0).default(3),
  roles: z.record(z.string(), z.enum(["number", "category", "text", "boolean", "date", "id"])).optional(),
});
export type SegmentsOptions = z.input<typeof optionsSchema>;
type Settings = z.output<typeof optionsSchema>;

export interface SegmentsFitOptions {
  /** All randomness of the fit follows from it. */
  seed: number;
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}

/** Hyperparameters of a segmentation; it has no `assign`. */
export interface Segmentation {
  readonly name: string;
  /**
   * Finds groups of rows that are alike. Errors: LEARN_NO_FEATURES, LEARN_TOO_FEW_ROWS when there are fewer different
   * rows than segments; the signal's reason.
   * @example
   * const found = await segments().fit(table, { seed: 7 });
   * const mine = found.assign(newRows); // the segment of every row
   */
  fit(table: Table, options: SegmentsFitOptions): Promise<FittedSegments>;
}

/** Below this silhouette there is no structure worth the name. Source: Kaufman & Rousseeuw 1990, ch. 2. */
const weak = 0.25;
/** Rows that a silhouette, whose cost is their square, is measured on. */
const silhouetteRows = 1000;

/** Segments of people (or anything) by numbers and categories alike. Errors: LEARN_OPTION. */
export function segments(options: SegmentsOptions = {}): Segmentation {
  const read = readOptions(optionsSchema, options, "segments");
  const criterion = read.criterion ?? (read.method === "mixture" ? "bic" : "silhouette");
  if (read.from > read.to || (criterion === "bic" && read.method === "kMeans"))
    throw new LeptonError("LEARN_OPTION", {
      problem:
        read.from > read.to
          ? "The least number of segments is above the greatest."
          : "BIC needs a likelihood, which k-means has none of.",
      received: read.from > read.to ? `from ${read.from} to ${read.to}` : "criterion bic with method kMeans",
      next:
        read.from > read.to ? "Give from ≤ to." : 'Give { method: "mixture" }, or the criterion silhouette.',
      field: read.from > read.to ? "from" : "criterion",
    });
  return {
    name: read.method === "mixture" ? "Gaussian mixture" : "k-means",
    fit: (table, fit) => found(table, fit, { ...read, criterion }),
  };
}

async function found(
  table: Table,
  { seed, signal, onProgress }: SegmentsFitOptions,
  settings: Settings & { criterion: "silhouette" | "bic" },
): Promise<FittedSegments> {
  const slices = pace(signal);
  const { coordinates, warnings } = coordinatesFor(table, settings.roles ? { roles: settings.roles } : {});
  const frame = frameOf(table, coordinates.recipe);
  const points = pointsOfFrame(frame, coordinates);
  const how: GroupingMethod = settings;
  const ks = ksOf(points, settings);
  const sample = sampleOf(points, seed);
  const choice: FittedSegments["choice"][number][] = [];
  let best: { grouping: Grouping; value: number } | null = null;
  for (const [i, k] of ks.entries()) {
    onProgress?.({ share: (0.8 * i) / ks.length, step: `${k} segments` });
    const grouping = await grouped(points, k, how, { seed, slices });
    const labels = Int32Array.from(sample.rows, (row) => grouping.labels[row] as number);
    const apart = silhouette(sample.points, labels, k);
    const bic = grouping.mixture?.bic ?? null;
    choice.push({ k, silhouette: apart, bic, inertia: grouping.inertia });
    const value = settings.criterion === "bic" ? -(bic ?? 0) : apart;
    if (best === null || value > best.value) best = { grouping, value };
    if (slices.isDue()) await slices.rest();
  }
  const { grouping } = best as { grouping: Grouping };
  onProgress?.({ share: 0.8, step: "stability" });
  const steady: Estimate | null =
    settings.resamples > 0
      ? await stability(points, grouping, how, { seed, resamples: settings.resamples, slices })
      : null;
  const apart = choice.find(({ k }) => k === grouping.k)?.silhouette ?? 0;
  if (apart < weak)
    warnings.push(
      `The segments run into each other (silhouette ${apart.toFixed(2)}, below ${weak}): use them to describe, not as kinds of people.`,
    );
  if (steady?.value !== null && steady !== null && steady.value < 0.5)
    warnings.push(
      `Other people of the same kind would give other segments (agreement ${steady.value.toFixed(2)} of 1): give fewer features or another number of segments.`,
    );
  const sizes = Array.from({ length: grouping.k }, (_, c) =>
    grouping.labels.reduce((n, label) => n + Number(label === c), 0),
  );
  const traits = traitsOf(frame, grouping.labels, grouping.k, { most: settings.traits });
  onProgress?.({ share: 1, step: "done" });
  return fittedSegments({
    kind: "segments",
    method: settings.method,
    criterion: settings.k === undefined ? settings.criterion : null,
    coordinates,
    k: grouping.k,
    width: points.width,
    centres: Array.from(grouping.centres),
    mixture: grouping.mixture && {
      covariance: grouping.mixture.covariance,
      shares: Array.from(grouping.mixture.shares),
      roots: Array.from(grouping.mixture.roots),
      logLikelihood: grouping.mixture.logLikelihood,
      bic: grouping.mixture.bic,
    },
    segments: sizes.map((size, s) => ({ size, share: size / table.rows, traits: traits[s] ?? [] })),
    choice,
    stability: steady,
    warnings,
  });
}

function ksOf(points: Points, { k, from, to }: Settings): number[] {
  const least = k ?? from;
  const different = distinctRows(points, k ?? to);
  if (different < least)
    throw new LeptonError("LEARN_TOO_FEW_ROWS", {
      problem: "There are fewer different rows than segments.",
      received: `${different} different rows for ${least} segments`,
      next: "Give more rows or fewer segments.",
      field: k === undefined ? "from" : "k",
    });
  return k === undefined
    ? Array.from({ length: Math.min(to, different) - from + 1 }, (_, i) => from + i)
    : [k];
}

function sampleOf(points: Points, seed: number): { rows: Int32Array; points: Points } {
  const all = [...Array(points.rows).keys()];
  const drawn = points.rows > silhouetteRows ? random(seed).shuffle(all).slice(0, silhouetteRows) : all;
  const rows = Int32Array.from(drawn);
  return { rows, points: takePoints(points, rows) };
}
