import { setImmediate as breathe, setTimeout as sleep } from "node:timers/promises";
import { LeptonError } from "@lepton/core";
import type { CapturedEvent, RejectedRow, Warehouse } from "@lepton/warehouse";
import { Refusal } from "../capture/limits.ts";
import { rawText } from "../capture/store.ts";
import { rowsOf } from "./rows.ts";
import type { ImportMapping, ImportReceipt } from "./schema.ts";
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

/** Rows per insert: large enough for the engine, small enough not to hold the event loop. */
const batchRows = 2000;
const shownRejects = 20;
const listedRejects = 1000;
/** Nothing fits in so many rows: the mapping is wrong, not the rows. */
const hopelessRows = 1000;
const patience = { tries: 8, firstMs: 250 };

export const emptyReceipt = (): ImportReceipt => ({
  read: 0,
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  firstRejects: [],
});

/**
 * Stores a file's rows as events and says what became of each. The file is never whole in memory.
 * Importing it again, or going on after a stop, doubles nothing: rows carry keys of their own.
 * Throws a `LeptonError` when the file is damaged; what was stored until then is in `onProgress`.
 */
export async function importFile(options: ImportOptions): Promise<ImportReceipt> {
  const { source, mapping, project, warehouse, signal, resumeFrom, now = Date.now() } = options;
  const make = toEvent(mapping, project, now);
  const opened = await openSource(source);
  const receipt = structuredClone(resumeFrom?.receipt ?? emptyReceipt());
  const skip = resumeFrom?.row ?? 0;
  const rejected: RejectedRow[] = [];
  let events: CapturedEvent[] = [];
  /** Row of each of `events`. */
  let numbers: number[] = [];
  let last = skip;

  const refuse = (row: number, why: { code: string; reason: string; field?: string }, raw: unknown) => {
    receipt.rejected += 1;
    const text = rawText(raw);
    if (receipt.firstRejects.length < shownRejects)
      receipt.firstRejects.push({
        row,
        code: why.code,
        field: why.field ?? null,
        reason: why.reason,
        raw: text,
      });
    if (receipt.rejected > listedRejects) return;
    const reason = `Row ${row}: ${why.reason}`;
    const source = `import:${options.name ?? "file"}`;
    rejected.push({
      project,
      receivedAt: Date.now(),
      source,
      code: why.code,
      field: why.field,
      reason,
      raw: text,
    });
  };
  const flush = async () => {
    const batch = events;
    if (batch.length > 0) {
      const stored = await patiently(() => warehouse.write(batch, { exact: true }), signal);
      receipt.accepted += stored.accepted;
      receipt.duplicates += stored.duplicates;
      for (const { index, code, reason } of stored.refused)
        refuse(numbers[index] ?? last, { code, reason }, batch[index]);
      options.onStored?.(batch);
      events = [];
      numbers = [];
    }
    if (rejected.length > 0) await patiently(() => warehouse.reject(rejected.splice(0)), signal);
    const progress = opened.bytesTotal ? Math.min(1, opened.bytesRead() / opened.bytesTotal) : null;
    await options.onProgress?.({ row: last, receipt: structuredClone(receipt), progress });
  };

  const onColumns = (columns: string[]) => checkColumns(mapping, columns);
  for await (const block of rowsOf(source, opened, { format: mapping.format, onColumns, skip })) {
    signal?.throwIfAborted();
    for (const row of block) {
      if (row.number <= skip) continue;
      receipt.read += 1;
      last = row.number;
      if ("problem" in row) {
        refuse(row.number, { code: "ROW_UNREADABLE", reason: row.problem }, row.raw);
        continue;
      }
      try {
        events.push(make(row.value, row.number));
        numbers.push(row.number);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(row.number, error, row.value);
      }
    }
    if (receipt.rejected >= hopelessRows && receipt.rejected === receipt.read) throw hopeless(receipt);
    if (events.length >= batchRows || rejected.length >= batchRows) await flush();
    await breathe();
  }
  if (receipt.read === 0 && skip === 0)
    throw new LeptonError("IMPORT_EMPTY", {
      problem: "The file has no rows.",
      next: "Choose a file with rows.",
    });
  await flush();
  return receipt;
}

/** Tries again while the warehouse is busy or restarting. */
async function patiently<Value>(run: () => Promise<Value>, signal?: AbortSignal): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const isBusy = error instanceof LeptonError && (error.status === 503 || error.status === 429);
      if (!isBusy || attempt >= patience.tries) throw error;
      await sleep(patience.firstMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
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
