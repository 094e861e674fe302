import { LeptonError } from "@lepton/core";
import type { RejectedRow } from "@lepton/warehouse";
import type { Mapped, Refused } from "./mapped.ts";
import type { CaptureContext } from "./ports.ts";

/** What became of a batch. */
export interface Stored {
  accepted: number;
  duplicates: number;
  refused: Refused[];
}

/** Refused rows listed per request; a broken sender must not fill the disk with its rejects. */
const listedPerRequest = 1000;
const rawChars = 4096;

/**
 * Stores a batch and lists what was refused. Returns when both are on disk; throws a `LeptonError` with
 * status 503 when the warehouse cannot take it now, so that the sender keeps it and tries again.
 */
export async function store(
  context: CaptureContext,
  mapped: Mapped,
  { project, source, receivedAt }: { project: string; source: string; receivedAt: number },
): Promise<Stored> {
  const stored: Stored = { accepted: 0, duplicates: 0, refused: mapped.refused };
  const listed = [...mapped.refused, ...mapped.warnings];
  if (mapped.events.length > 0) await write(context, mapped, 0, mapped.events.length, stored, listed);
  if (listed.length > 0)
    await retryable(() =>
      context.warehouse.reject(
        listed.slice(0, listedPerRequest).map((row) => rejected(row, project, source, receivedAt)),
      ),
    );
  if (mapped.events.length > 0) context.live.publish(mapped.events);
  return stored;
}

/** Writes events [from, to); when the warehouse finds fault with them, halves until the culprit stands alone. */
async function write(
  context: CaptureContext,
  mapped: Mapped,
  from: number,
  to: number,
  stored: Stored,
  listed: Refused[],
): Promise<void> {
  const slice = from === 0 && to === mapped.events.length ? mapped.events : mapped.events.slice(from, to);
  try {
    const receipt = await retryable(() => context.warehouse.write(slice));
    stored.accepted += receipt.accepted;
    stored.duplicates += receipt.duplicates;
    for (const { index, code, reason } of receipt.refusedMerges)
      listed.push(refusedBy(mapped, from + index, { code, reason }));
    for (const { index, code, reason } of receipt.refused) {
      const row = refusedBy(mapped, from + index, { code, reason });
      stored.refused.push(row);
      listed.push(row);
    }
  } catch (error) {
    if (!(error instanceof LeptonError) || error.status >= 500 || error.status === 429) throw error;
    if (to - from === 1) {
      const row = refusedBy(mapped, from, { code: error.code, reason: error.problem, field: error.field });
      stored.refused.push(row);
      listed.push(row);
      return;
    }
    const middle = (from + to) >> 1;
    await write(context, mapped, from, middle, stored, listed);
    await write(context, mapped, middle, to, stored, listed);
  }
}

function refusedBy(
  mapped: Mapped,
  at: number,
  why: { code: string; reason: string; field?: string },
): Refused {
  return { index: mapped.indices[at] ?? at, ...why, raw: mapped.events[at] };
}

/** Anything that is not the sender's fault becomes "try again". */
async function retryable<Value>(run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof LeptonError && error.status < 500) throw error;
    throw new LeptonError(
      error instanceof LeptonError ? error.code : "CAPTURE_TRY_AGAIN",
      {
        problem: error instanceof LeptonError ? error.problem : "The warehouse cannot take events now.",
        next: "Send the same request again in a few seconds; nothing of it is lost or doubled.",
        status: 503,
      },
      { cause: error },
    );
  }
}

export function rejected(
  row: Omit<Refused, "index">,
  project: string,
  source: string,
  receivedAt: number,
): RejectedRow {
  return {
    project,
    receivedAt,
    source,
    code: row.code,
    field: row.field,
    reason: row.reason,
    raw: rawText(row.raw),
  };
}

/** The row as it came, cut to 4 kB. */
export function rawText(raw: unknown): string {
  const text = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? String(raw));
  return text.slice(0, rawChars).toWellFormed();
}
