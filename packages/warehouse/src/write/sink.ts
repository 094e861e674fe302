import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { LeptonError } from "@lepton/core";
import { asLeptonError } from "../errors.ts";
import { pieces, type Row } from "./rows.ts";

/** Inserts rows into a table; one insert, durable when it returns. */
async function insertRows(
  client: ClickHouseClient,
  table: string,
  columns: string,
  rows: readonly Row[],
): Promise<void> {
  try {
    await client.insert({
      table: `${table} (${columns})`,
      values: Readable.from(pieces(rows), { objectMode: false }),
      format: "TabSeparated",
    });
  } catch (error) {
    throw asLeptonError(error);
  }
}

const isPoison = (error: LeptonError) =>
  error.code === "WAREHOUSE_UNREADABLE_ROW" || error.code === "WAREHOUSE_TYPE";

/**
 * Inserts rows so that one unreadable row does not keep out its neighbours: on a parse error the row
 * that ClickHouse names (else the middle) splits the batch, until the row at fault stands alone.
 * Answers the rows refused, by index, with ClickHouse's reason.
 */
export async function insertReadable(
  client: ClickHouseClient,
  table: string,
  columns: string,
  rows: readonly Row[],
): Promise<Map<number, string>> {
  const refused = new Map<number, string>();
  const attempt = async (from: number, to: number): Promise<void> => {
    if (from >= to) return;
    try {
      await insertRows(client, table, columns, rows.slice(from, to));
    } catch (error) {
      if (!(error instanceof LeptonError) || !isPoison(error)) throw error;
      if (to - from === 1) {
        const reason = /DB::Exception: ([^\n]*)/.exec(error.message)?.[1] ?? error.received ?? error.message;
        refused.set(from, reason.slice(0, 200));
        return;
      }
      const named = Number(/\(at row (\d+)\)/.exec(error.message)?.[1] ?? 0);
      const at = named > 0 && named <= to - from ? from + named - 1 : Math.floor((from + to) / 2);
      await attempt(from, at);
      await attempt(at, at + 1);
      await attempt(at + 1, to);
    }
  };
  await attempt(0, rows.length);
  return refused;
}
