import { z } from "zod";

/** Names of the file's columns; JSON files use the keys of their objects. */
const column = z.string().min(1).max(400);
const eventName = z.string().min(1).max(200);

export const encoding = z.enum(["utf-8", "utf-16le", "windows-1252", "gb18030"]);
export const fileFormat = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("csv"),
    delimiter: z.string().length(1).default(","),
    /** The first line names the columns; else they are called c1, c2, … */
    header: z.boolean().default(true),
    encoding: encoding.default("utf-8"),
  }),
  z.object({ kind: z.literal("jsonl"), encoding: encoding.default("utf-8") }),
  z.object({ kind: z.literal("json"), encoding: encoding.default("utf-8") }),
  z.object({ kind: z.literal("parquet") }),
]);

/** `ymd` 2026/03/01, `dmy` 01/03/2026, `mdy` 03/01/2026, each with an optional time of day; `yyyymmdd` 20260301. */
export const timeFormat = z.enum(["iso", "epochSeconds", "epochMs", "yyyymmdd", "ymd", "dmy", "mdy"]);
export const propertyType = z.enum(["auto", "text", "number", "boolean", "json"]);
export const vendor = z.enum(["posthog", "mixpanel", "amplitude"]);

/** How a file's rows become events. Fields that are null are still open, unless `vendor` answers them all. */
export const importMapping = z.object({
  format: fileFormat,
  /** An export whose shape is known; then the columns below are not looked at. */
  vendor: vendor.nullable().default(null),
  event: z
    .union([z.object({ column }), z.object({ constant: eventName })])
    .nullable()
    .default(null),
  distinctId: z.object({ column }).nullable().default(null),
  time: z
    .object({
      column,
      /** Null: ambiguous, a member must say. */
      format: timeFormat.nullable(),
      /** Zone of times that carry none. */
      timezone: z.string().max(64).default("UTC"),
    })
    .nullable()
    .default(null),
  /** Id of the row at its source; else a hash of the row with its number tells it from others. */
  uuid: z.object({ column }).nullable().default(null),
  revenue: z
    .object({
      column,
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
  /** `rest`: every other column under its own name. */
  properties: z
    .union([
      z.literal("rest"),
      z
        .array(z.object({ column, name: z.string().min(1).max(400), type: propertyType.default("auto") }))
        .max(255),
    ])
    .default("rest"),
});

export const firstReject = z.object({
  /** Line of a text file, else place of the row, from 1. */
  row: z.number(),
  code: z.string(),
  field: z.string().nullable(),
  reason: z.string(),
  raw: z.string(),
});
export const importReceipt = z.object({
  read: z.number(),
  accepted: z.number(),
  /** Rows that were imported before. */
  duplicates: z.number(),
  rejected: z.number(),
  /** The first twenty; up to a thousand are listed with the project's rejects. */
  firstRejects: z.array(firstReject),
});

export const importQuestion = z.object({
  /** Dotted path into the mapping, e.g. `time.format`. */
  field: z.string(),
  question: z.string(),
  options: z.array(z.string()),
});
export const importPreview = z.object({
  mapping: importMapping,
  /** Share of certainty in [0, 1] per part of the mapping. */
  confidence: z.record(z.string(), z.number()),
  /** What only a member can know; the import does not start before it is answered. */
  questions: z.array(importQuestion),
  columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })),
  /** The first rows as the events they would become, or why not. */
  events: z.array(
    z.object({
      row: z.number(),
      event: z.string().nullable(),
      distinctId: z.string().nullable(),
      time: z.iso.datetime().nullable(),
      properties: z.record(z.string(), z.unknown()),
      problem: z.string().nullable(),
    }),
  ),
});

export const importState = z.object({
  id: z.string(),
  project: z.string(),
  name: z.string(),
  bytes: z.number(),
  state: z.enum(["uploaded", "running", "done", "failed", "cancelled"]),
  mapping: importMapping.nullable(),
  /** Share of the file's bytes read, in [0, 1]. */
  progress: z.number().min(0).max(1),
  /** Rows up to this one are stored; a resumed import goes on behind it. */
  rowsDone: z.number(),
  receipt: importReceipt,
  error: z.object({ code: z.string(), problem: z.string(), next: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export const importList = z.object({ items: z.array(importState) });
/** Body of the preview route: a format to read the file with instead of the one found. */
export const previewRequest = z.object({ mapping: importMapping.optional() }).default({});
export const startRequest = z.object({ mapping: importMapping });

export type FileFormat = z.infer<typeof fileFormat>;
export type TimeFormat = z.infer<typeof timeFormat>;
export type ImportMapping = z.infer<typeof importMapping>;
export type ImportPreview = z.infer<typeof importPreview>;
export type ImportQuestion = z.infer<typeof importQuestion>;
export type ImportReceipt = z.infer<typeof importReceipt>;
export type ImportState = z.infer<typeof importState>;
export type ImportList = z.infer<typeof importList>;
export type Vendor = z.infer<typeof vendor>;
