import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Check, doctor } from "@lepton/warehouse";
import { createClient } from "@libsql/client";
import { layout } from "./layout.ts";
import { findServer } from "./note.ts";

/** Looks over a data folder, its metadata and the machine under it; changes nothing. */
export async function doctorData(directory: string): Promise<Check[]> {
  const { meta, warehouse } = layout(directory);
  const server = await findServer(directory);
  const running: Check = {
    name: "server",
    state: "ok",
    found: server === null ? "not running on this folder" : `runs on ${server.url}`,
  };
  // The engine's checks look at the folder it has; before the first start that is the data folder itself.
  const checks = await doctor(existsSync(warehouse) ? warehouse : directory);
  return [running, await metadataCheck(meta), ...checks];
}

async function metadataCheck(file: string): Promise<Check> {
  const name = "accounts and settings";
  if (!existsSync(file)) return { name, state: "ok", found: "none yet; the first start makes them" };
  const client = createClient({ url: pathToFileURL(file).href });
  try {
    const { rows } = await client.execute("PRAGMA integrity_check");
    const verdict = String(rows[0]?.integrity_check ?? "");
    if (verdict === "ok") return { name, state: "ok", found: file };
    return { name, state: "fail", found: verdict.slice(0, 300), next: restoreIt };
  } catch (error) {
    return { name, state: "fail", found: (error as Error).message.slice(0, 300), next: restoreIt };
  } finally {
    client.close();
  }
}

const restoreIt = "Restore the last backup into an empty folder.";
