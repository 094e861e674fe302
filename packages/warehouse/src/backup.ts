import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { LeptonError } from "@lepton/core";
import { asLeptonError } from "./errors.ts";
import type { BackupReceipt } from "./types.ts";

/** Bytes of a file or of everything in a folder. */
export function bytesOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/** ClickHouse takes a folder by its trailing slash and one file by its ending. */
const place = (path: string) => (path.endsWith(".tar") ? path : `${path}/`);

/**
 * Writes a backup of every table to `path`, which must not exist: a folder, or one file ending in `.tar`.
 * Consistent while writes go on: each table is a snapshot, and an event's identities are older than it.
 */
export async function backUp(client: ClickHouseClient, path: string): Promise<BackupReceipt> {
  const target = resolve(path);
  if (existsSync(target) && !(statSync(target).isDirectory() && readdirSync(target).length === 0))
    throw new LeptonError("BACKUP_EXISTS", {
      problem: "The place for the backup is not empty.",
      received: target,
      next: "Name a new folder or file.",
      field: "path",
      status: 409,
    });
  mkdirSync(dirname(target), { recursive: true });
  try {
    const counted = await client.query({ query: "SELECT count() AS n FROM events", format: "JSONEachRow" });
    const events = Number((await counted.json<{ n: string }>())[0]?.n ?? 0);
    await client.command({
      query: `BACKUP DATABASE default TO File({place:String})`.replace(
        "{place:String}",
        `'${place(target).replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`,
      ),
    });
    return { path: target, bytes: bytesOf(target), events };
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw asLeptonError(error);
  }
}

/** Reads a backup into an empty store. */
export async function restoreInto(client: ClickHouseClient, path: string): Promise<void> {
  const source = resolve(path);
  const isBackup = path.endsWith(".tar") ? existsSync(source) : existsSync(join(source, ".backup"));
  if (!isBackup)
    throw new LeptonError("BACKUP_NOT_FOUND", {
      problem: "There is no Lepton backup at this place.",
      received: source,
      next: "Name the folder or the .tar file that `lepton backup` wrote.",
      field: "path",
      status: 404,
    });
  try {
    await client.command({
      query: `RESTORE DATABASE default FROM File('${place(source).replace(/\\/g, "\\\\").replace(/'/g, "\\'")}')`,
    });
  } catch (error) {
    const known = asLeptonError(error);
    throw new LeptonError(
      "BACKUP_DAMAGED",
      {
        problem: "The backup could not be read.",
        received: known.received ?? known.message.slice(0, 300),
        next: "Use another backup; this one is incomplete or damaged.",
        status: 422,
      },
      { cause: error },
    );
  }
}
