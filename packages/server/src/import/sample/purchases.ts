import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LeptonError } from "@lepton/core";
import { rowsOf } from "../rows.ts";
import { openSource } from "../source.ts";

/** One real purchase. */
export interface Purchase {
  /** `cdnow-00001`. */
  person: string;
  /** Day it was made on in truth, e.g. 1997-01-01. */
  date: string;
  /** CDs bought. */
  quantity: number;
  /** US dollars. */
  revenue: number;
}

export const personPrefix = "cdnow-";
/** The last day of the data. */
export const lastDay = Date.UTC(1998, 5, 30);
const dayMs = 86_400_000;

/** `samples/cdnow/purchases.csv.gz` at the root of the project, or of the installed package. */
export function sampleFile(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, "samples", "cdnow", "purchases.csv.gz");
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return null;
  }
}

export async function readPurchases(file: string | null = sampleFile()): Promise<Purchase[]> {
  if (file === null)
    throw new LeptonError("SAMPLE_MISSING", {
      problem: "This installation has no sample company.",
      next: "Install the samples folder (samples/cdnow), or send your own events.",
      status: 404,
    });
  const purchases: Purchase[] = [];
  const format = { kind: "csv", delimiter: ",", header: true, encoding: "utf-8" } as const;
  for await (const block of rowsOf(file, await openSource(file), { format }))
    for (const row of block)
      if ("value" in row) {
        const { customer, date, cds, dollars } = row.value as Record<string, string>;
        purchases.push({
          person: `${personPrefix}${customer}`,
          date: String(date),
          quantity: Number(cds),
          revenue: Number(dollars),
        });
      }
  return purchases;
}

/**
 * Days by which the data is moved, so that its last purchases lie on the day before `now` (UTC): charts of the last
 * days then end with the data, not with zeros. Weekdays move, too.
 */
export function shiftDays(now: number): number {
  const yesterday = Math.floor(now / dayMs) - 1;
  return yesterday - lastDay / dayMs;
}

/** Midnight UTC after the last day of the data, moved. */
export const endOf = (days: number): number => lastDay + (days + 1) * dayMs;

/** Noon UTC of a day of the data, moved: the data knows days, not hours. Unit UTC ms. */
export function shifted(date: string, days: number): number {
  return Date.parse(`${date}T12:00:00Z`) + days * dayMs;
}
