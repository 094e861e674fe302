import { setTimeout as sleep } from "node:timers/promises";
import { LeptonError } from "@lepton/core";
import type { CapturedEvent, RejectedRow, Warehouse } from "@lepton/warehouse";
import { rawText } from "../capture/store.ts";
import type { ImportReceipt } from "./schema.ts";

/** Rows per write: more would hold the event loop for longer than 50 ms. */
const writeRows = 1000;
/** Writes under way at once; the warehouse joins them into one insert. */
const writesAtOnce = 4;
const shownRejects = 20;
const listedRejects = 1000;
const patience = { tries: 8, firstMs: 250 };

export const emptyReceipt = (): ImportReceipt => ({
  read: 0,
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  firstRejects: [],
});

interface SinkOptions {
  project: string;
  name?: string;
  warehouse: Pick<Warehouse, "write" | "reject">;
  signal?: AbortSignal;
  onStored?(events: readonly CapturedEvent[]): void;
  /** Counted on. */
  receipt: ImportReceipt;
}
interface Why {
  code: string;
  reason: string;
  field?: string;
}

/** Takes an import's events and refused rows to the warehouse, several writes at once. */
export function importSink({ project, name = "file", warehouse, signal, onStored, receipt }: SinkOptions) {
  const rejected: RejectedRow[] = [];
  let events: CapturedEvent[] = [];
  /** Row of each of `events`. */
  let numbers: number[] = [];
  let writes: Promise<void>[] = [];

  const refuse = (row: number, { code, reason, field }: Why, value: unknown) => {
    receipt.rejected += 1;
    const raw = rawText(value);
    if (receipt.firstRejects.length < shownRejects)
      receipt.firstRejects.push({ row, code, field: field ?? null, reason, raw });
    if (receipt.rejected > listedRejects) return;
    const told = { project, receivedAt: Date.now(), source: `import:${name}`, code, field, raw };
    rejected.push({ ...told, reason: `Row ${row}: ${reason}` });
  };
  const write = async (batch: CapturedEvent[], rows: number[]) => {
    const stored = await patiently(() => warehouse.write(batch, { exact: true }), signal);
    receipt.accepted += stored.accepted;
    receipt.duplicates += stored.duplicates;
    for (const { index, code, reason } of stored.refused)
      refuse(rows[index] ?? 0, { code, reason }, batch[index]);
    onStored?.(batch);
  };
  const send = () => {
    if (events.length === 0) return;
    const started = write(events, numbers);
    // Its failure is told by `settle`, which waits for all.
    started.catch(() => {});
    writes.push(started);
    events = [];
    numbers = [];
  };

  return {
    receipt,
    refuse,
    add(event: CapturedEvent, row: number): void {
      events.push(event);
      numbers.push(row);
      if (events.length >= writeRows) send();
    },
    isFull: () => writes.length >= writesAtOnce || rejected.length >= listedRejects,
    /** Resolves when everything added is on disk. */
    async settle(): Promise<void> {
      send();
      const pending = writes;
      writes = [];
      await Promise.all(pending);
      const rows = rejected.splice(0);
      if (rows.length > 0) await patiently(() => warehouse.reject(rows), signal);
    },
  };
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
