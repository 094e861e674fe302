import { setImmediate as breathe } from "node:timers/promises";
import { LeptonError } from "@lepton/core";
import type { CapturedEvent, Warehouse } from "@lepton/warehouse";
import { Refusal } from "../capture/limits.ts";
import { rowsOf } from "./rows.ts";
import type { ImportMapping, ImportReceipt } from "./schema.ts";
import { emptyReceipt, importSink } from "./sink.ts";
import { openSource, type Source } from "./source.ts";
import { mappedColumns, toEvent } from "./toEvent.ts";

/** Where an import stands: everything up to `row` is on disk. */
export interface Checkpoint {
  row: number;
  receipt: ImportReceipt;
}
export interface ImportProgress extends Checkpoint {
  /** Share of the file's bytes read, in [0, 1]; null for a stream of unknown length. */
  progress: number | null;
}
export interface ImportOptions {
  source: Source;
  mapping: ImportMapping;
  project: string;
  warehouse: Pick<Warehouse, "write" | "reject">;
  /** File name, for the list of rejects. */
  name?: string;
  onProgress?(progress: ImportProgress): void | Promise<void>;
  signal?: AbortSignal;
  /** Go on behind this point. */
  resumeFrom?: Checkpoint;
  /** Called with the events just stored. */
  onStored?(events: readonly CapturedEvent[]): void;
  now?: number;
}

/** Nothing fits in so many rows: the mapping is wrong, not the rows. */
const hopelessRows = 1000;

/**
 * Stores a file's rows as events and says what became of each. The file is never whole in memory.
 * Importing it again, or going on after a stop, doubles nothing: rows carry keys of their own.
 * Throws a `LeptonError` when the file is damaged; what was stored until then is in `onProgress`.
 */
export async function importFile(options: ImportOptions): Promise<ImportReceipt> {
  const { source, mapping, project, signal, resumeFrom, now = Date.now() } = options;
  const make = toEvent(mapping, project, now);
  const opened = await openSource(source);
  const skip = resumeFrom?.row ?? 0;
  const sink = importSink({ ...options, receipt: structuredClone(resumeFrom?.receipt ?? emptyReceipt()) });
  const { receipt } = sink;
  const settle = async (row: number) => {
    await sink.settle();
    const progress = opened.bytesTotal ? Math.min(1, opened.bytesRead() / opened.bytesTotal) : null;
    await options.onProgress?.({ row, receipt: structuredClone(receipt), progress });
  };
  const onColumns = (columns: string[]) => checkColumns(mapping, columns);
  let last = skip;
  for await (const block of rowsOf(source, opened, { format: mapping.format, onColumns, skip })) {
    signal?.throwIfAborted();
    for (const row of block) {
      if (row.number <= skip) continue;
      receipt.read += 1;
      last = row.number;
      if ("problem" in row) {
        sink.refuse(row.number, { code: "ROW_UNREADABLE", reason: row.problem }, row.raw);
        continue;
      }
      try {
        sink.add(make(row.value, row.number), row.number);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        sink.refuse(row.number, error, row.value);
      }
    }
    if (receipt.rejected >= hopelessRows && receipt.rejected === receipt.read) throw hopeless(receipt);
    // A checkpoint is only true when all rows before it are stored.
    if (sink.isFull()) await settle(last);
    await breathe();
  }
  if (receipt.read === 0 && skip === 0)
    throw new LeptonError("IMPORT_EMPTY", {
      problem: "The file has no rows.",
      next: "Choose a file with rows.",
    });
  await settle(last);
  return receipt;
}

function checkColumns(mapping: ImportMapping, columns: readonly string[]): void {
  for (const [field, column] of mappedColumns(mapping)) {
    if (columns.includes(column)) continue;
    const isOneColumn = columns.length === 1 && mapping.format.kind === "csv";
    const near = columns.find((name) => name.trim().toLowerCase() === column.trim().toLowerCase());
    throw new LeptonError("IMPORT_COLUMN_UNKNOWN", {
      problem: isOneColumn
        ? "The file has one column only; its delimiter is probably another."
        : `The file has no column "${column}".`,
      received: `columns ${columns
        .slice(0, 20)
        .map((name) => JSON.stringify(name.slice(0, 40)))
        .join(", ")}`,
      next: near ? `Did you mean "${near}"?` : "Correct the mapping; the preview shows the file's columns.",
      field: `mapping.${isOneColumn ? "format.delimiter" : field}`,
    });
  }
}

function hopeless(receipt: ImportReceipt): LeptonError {
  const [first] = receipt.firstRejects;
  return new LeptonError("IMPORT_NOTHING_FITS", {
    problem: `None of the first ${receipt.read} rows could be used; nothing was stored.`,
    received: first ? `row ${first.row}: ${first.reason}` : undefined,
    next: "Correct the mapping and start again.",
    field: first?.field ? `mapping.${first.field}` : undefined,
  });
}
