import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { Table } from "../table/table.ts";
import { traitSchema } from "./describe.ts";
import { columnsRead, coordinatesSchema, pointsOf } from "./features.ts";
import { likeliest } from "./grouping.ts";
import { nearest } from "./kMeans.ts";
import { expect, type Mixture } from "./mixture.ts";

const numbers = z.array(z.number());
const segmentSchema = z.object({
  /** Rows of the fit. */
  size: z.int().min(0),
  share: z.number(),
  /** What sets it apart, the largest difference first; empty where nothing does. */
  traits: z.array(traitSchema),
});
const choiceSchema = z.object({
  k: z.int(),
  silhouette: z.number(),
  bic: z.number().nullable(),
  inertia: z.number(),
});
const savedSchema = z.object({
  kind: z.literal("segments"),
  method: z.enum(["kMeans", "mixture"]),
  criterion: z.enum(["silhouette", "bic"]).nullable(),
  coordinates: coordinatesSchema,
  k: z.int().min(2),
  width: z.int().min(1),
  centres: numbers,
  mixture: z
    .object({
      covariance: z.enum(["diagonal", "full"]),
      shares: numbers,
      roots: numbers,
      logLikelihood: z.number(),
      bic: z.number(),
    })
    .nullable(),
  segments: z.array(segmentSchema),
  choice: z.array(choiceSchema),
  stability: z
    .object({
      value: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      level: z.number(),
      n: z.number(),
    })
    .nullable(),
  warnings: z.array(z.string()),
});
export type SavedSegments = z.infer<typeof savedSchema>;
export type Segment = z.infer<typeof segmentSchema>;

/** Fitted segments, numbered by size, the largest first. Keeps no rows. */
export interface FittedSegments {
  readonly kind: "segments";
  readonly k: number;
  /** Columns that `assign` needs. */
  readonly columns: readonly string[];
  readonly segments: readonly Segment[];
  /** What k was chosen by; null where it was told. */
  readonly criterion: "silhouette" | "bic" | null;
  /** Every k that was tried. Inertia: Σ squared distance to the own centre, in variances. */
  readonly choice: readonly z.infer<typeof choiceSchema>[];
  /** Mean adjusted Rand index of segments found anew on resamples; null where it was not asked for. */
  readonly stability: SavedSegments["stability"];
  /** Σ ln p of the rows under a mixture; null for k-means. */
  readonly logLikelihood: number | null;
  readonly warnings: readonly string[];
  /** The segment of every row. Errors: LEARN_COLUMN_UNKNOWN, LEARN_COLUMN_KIND. */
  assign(table: Table): Int32Array;
  /** P(segment) of every row, [rows, k]; 0 or 1 for k-means. Errors: as `assign`. */
  probabilities(table: Table): Float64Array;
  toJSON(): SavedSegments;
}

export function fittedSegments(saved: SavedSegments): FittedSegments {
  const { k, width, coordinates, segments, criterion, choice, stability, warnings } = saved;
  const centres = Float64Array.from(saved.centres);
  const mixture: Mixture | null = saved.mixture && {
    covariance: saved.mixture.covariance,
    width,
    shares: Float64Array.from(saved.mixture.shares),
    means: centres,
    roots: Float64Array.from(saved.mixture.roots),
  };
  const assign = (table: Table): Int32Array => {
    const points = pointsOf(table, coordinates);
    return mixture ? likeliest(points, mixture) : nearest(points, centres, k).labels;
  };
  return {
    kind: "segments",
    k,
    columns: columnsRead(coordinates),
    segments,
    criterion,
    choice,
    stability,
    logLikelihood: saved.mixture?.logLikelihood ?? null,
    warnings,
    assign,
    probabilities: (table) => {
      if (mixture) return expect(pointsOf(table, coordinates), mixture).responsibilities;
      const labels = assign(table);
      const out = new Float64Array(labels.length * k);
      labels.forEach((label, row) => {
        out[row * k + label] = 1;
      });
      return out;
    },
    toJSON: () => saved,
  };
}

/** Fitted segments from what their `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function segmentsFromJSON(json: unknown): FittedSegments {
  const read = savedSchema.safeParse(json);
  if (read.success) return fittedSegments(read.data);
  throw new LeptonError("LEARN_SAVED_MODEL", {
    problem: "These are not saved segments.",
    received: z.prettifyError(read.error),
    next: "Give what `toJSON` of fitted segments returned.",
  });
}
