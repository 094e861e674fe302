import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LeptonError } from "@lepton/core";
import { restoreInto } from "./backup.ts";
import { asLeptonError } from "./errors.ts";
import { clientOf, openWarehouse } from "./open.ts";
import { Engine } from "./supervise/engine.ts";
import { lockFolder } from "./supervise/lock.ts";

export interface Restored {
  directory: string;
  events: number;
}

/**
 * Restores a backup into a data folder that holds no warehouse yet, then brings the tables to the newest form.
 * Refuses a folder with data; leaves nothing behind when it fails.
 */
export async function restore(from: string, to: string): Promise<Restored> {
  const directory = resolve(to);
  const store = join(directory, "store");
  if (existsSync(store) && readdirSync(store).length > 0)
    throw new LeptonError("RESTORE_NOT_EMPTY", {
      problem: "The folder to restore into already holds data.",
      received: directory,
      next: "Name an empty folder; move the present one away if it is no longer wanted.",
      field: "directory",
      status: 409,
    });
  mkdirSync(directory, { recursive: true });
  const unlock = lockFolder(directory);
  try {
    const engine = new Engine({ store });
    try {
      await engine.start();
      const client = clientOf(engine);
      await restoreInto(client, from);
      await client.close();
    } finally {
      await engine.close();
    }
  } catch (error) {
    rmSync(store, { recursive: true, force: true });
    throw asLeptonError(error);
  } finally {
    unlock();
  }
  const warehouse = await openWarehouse({ directory });
  try {
    const [row] = await warehouse.query<{ n: string }>("SELECT count() AS n FROM events");
    return { directory, events: Number(row?.n ?? 0) };
  } finally {
    await warehouse.close();
  }
}

/** Proves a backup by restoring it into a temporary folder, which checks every file's checksum, and counting. */
export async function verifyBackup(path: string): Promise<{ events: number }> {
  const scratch = mkdtempSync(join(tmpdir(), "lepton-verify-"));
  try {
    const { events } = await restore(path, scratch);
    return { events };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
