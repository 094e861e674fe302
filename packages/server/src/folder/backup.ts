import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { LeptonError } from "@lepton/core";
import { openWarehouse, restore, type Warehouse } from "@lepton/warehouse";
import type { Problem } from "../contract/common.ts";
import { type Meta, openMeta } from "../meta/open.ts";
import { layout } from "./layout.ts";
import { findServer } from "./note.ts";

/** Copies everything a data folder holds into the new folder `to`, also while a server runs on it. */
export async function backupData({
  directory,
  to,
}: {
  directory: string;
  to: string;
}): Promise<{ bytes: number }> {
  const server = await findServer(directory);
  if (server === null) {
    const { meta: metaFile, warehouse: store } = layout(directory);
    if (!existsSync(metaFile)) throw nothingThere(directory);
    const warehouse = await openWarehouse({ directory: store });
    const meta = await openMeta(metaFile);
    try {
      return await backupInto(warehouse, meta, to, layout(directory).models);
    } finally {
      await meta.close();
      await warehouse.close();
    }
  }
  const reply = await fetch(new URL("/api/backup", server.url), {
    method: "POST",
    headers: { authorization: `Bearer ${server.localToken}`, "content-type": "application/json" },
    body: JSON.stringify({ to }),
  });
  const body: unknown = await reply.json();
  if (reply.ok) return body as { bytes: number };
  const { code, ...parts } = body as Problem;
  throw new LeptonError(code, parts);
}

/** Events and metadata side by side; what exists already at `to` is refused. */
export async function backupInto(
  warehouse: Warehouse,
  meta: Meta,
  to: string,
  models: string | null,
): Promise<{ bytes: number }> {
  const target = layout(to);
  if (existsSync(to) && (await readdir(to)).length > 0) throw notEmpty(to);
  await mkdir(dirname(target.meta), { recursive: true });
  try {
    const { bytes } = await warehouse.backup(target.warehouse);
    await meta.copyTo(target.meta);
    // After the registry, so that no model it lists is missing: files are written before they are listed.
    if (models !== null && existsSync(models)) await cp(models, target.models, { recursive: true });
    return { bytes: bytes + (await stat(target.meta)).size };
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw error;
  }
}

/** Makes a data folder from a backup. A folder that holds data is refused and stays as it is. */
export async function restoreData({ from, directory }: { from: string; directory: string }): Promise<void> {
  const source = layout(from);
  const target = layout(directory);
  if (!existsSync(source.meta) || !existsSync(source.warehouse)) throw noBackup(from);
  if (existsSync(target.meta) || existsSync(target.warehouse)) throw notEmpty(directory);
  try {
    await restore(source.warehouse, target.warehouse);
    await mkdir(dirname(target.meta), { recursive: true });
    await copyFile(source.meta, target.meta);
    if (existsSync(source.models)) await cp(source.models, target.models, { recursive: true });
  } catch (error) {
    await rm(target.warehouse, { recursive: true, force: true });
    throw error;
  }
}

function nothingThere(directory: string): LeptonError {
  return new LeptonError("FOLDER_EMPTY", {
    problem: "This folder holds no Lepton data.",
    received: directory,
    next: "Name the data folder with --data.",
  });
}

function noBackup(from: string): LeptonError {
  return new LeptonError("BACKUP_NOT_FOUND", {
    problem: "This folder is no backup of Lepton.",
    received: from,
    next: "Name the folder that `lepton backup` wrote.",
  });
}

function notEmpty(folder: string): LeptonError {
  return new LeptonError("FOLDER_NOT_EMPTY", {
    problem: "This folder holds something already.",
    received: folder,
    next: "Name a new or empty folder.",
    status: 409,
  });
}
