import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join, resolve } from "node:path";
import { LeptonError } from "@lepton/core";
import { storedVersion } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { clientOf } from "./open.ts";
import { tables } from "./schema.ts";
import { Engine } from "./supervise/engine.ts";
import { lockFolder, lockHolder } from "./supervise/lock.ts";

/** One thing looked at, what was found, and what to do when it is not well. */
export interface Check {
  name: string;
  state: "ok" | "warn" | "fail";
  found: string;
  next?: string;
}

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function machineChecks(directory: string): Check[] {
  const checks: Check[] = [];
  try {
    accessSync(directory, constants.R_OK | constants.W_OK);
    checks.push({ name: "data folder", state: "ok", found: directory });
  } catch (error) {
    checks.push({
      name: "data folder",
      state: "fail",
      found: `${directory}: ${(error as Error).message}`,
      next: "Create the folder, or give this user the right to read and write it.",
    });
    return checks;
  }
  const disk = statfsSync(directory);
  const free = disk.bavail * disk.bsize;
  checks.push({
    name: "disk space",
    state: free < 2 ** 30 ? "fail" : free < 5 * 2 ** 30 ? "warn" : "ok",
    found: `${gib(free)} free`,
    ...(free < 5 * 2 ** 30 ? { next: "Free space: merges need room beside the data they merge." } : {}),
  });
  const memory = freemem();
  checks.push({
    name: "memory",
    state: memory < 2 ** 30 ? "warn" : "ok",
    found: `${gib(memory)} free`,
    ...(memory < 2 ** 30
      ? { next: "Large questions may be stopped; 2 GiB of free memory are comfortable." }
      : {}),
  });
  return checks;
}

/** Opens the store and looks inside; nothing is changed. */
async function storeChecks(directory: string): Promise<Check[]> {
  const checks: Check[] = [];
  const engine = new Engine({ store: join(directory, "store") });
  try {
    await engine.start();
    const client = clientOf(engine);
    const rows = async <Row>(query: string) =>
      (await client.query({ query, format: "JSONEachRow" })).json<Row>();
    const [version] = await rows<{ version: string }>("SELECT version() AS version");
    checks.push({
      name: "engine",
      state: "ok",
      found: `ClickHouse ${version?.version ?? ""} opens the data`,
    });
    const present = new Set(
      (await rows<{ name: string }>("SELECT name FROM system.tables WHERE database = 'default'")).map(
        ({ name }) => name,
      ),
    );
    if (present.size === 0) {
      checks.push({ name: "tables", state: "ok", found: "none yet; the first start creates them" });
      await client.close();
      return checks;
    }
    const stored = present.has("schema_migrations") ? await storedVersion(client) : 0;
    const newest = migrations.at(-1)?.version ?? 0;
    checks.push({
      name: "data version",
      state: stored > newest ? "fail" : "ok",
      found: `${stored}, this Lepton knows ${newest}`,
      ...(stored > newest ? { next: "Install the newer Lepton that wrote this data." } : {}),
    });
    const missing = Object.keys(tables).filter((name) => !present.has(name));
    checks.push({
      name: "tables",
      state: missing.length > 0 ? "fail" : "ok",
      found: missing.length > 0 ? `missing: ${missing.join(", ")}` : `${present.size} present`,
      ...(missing.length > 0 ? { next: "Restore the last backup into an empty folder." } : {}),
    });
    for (const name of Object.keys(tables).filter((table) => present.has(table))) {
      const parts = await rows<{ part_path: string; is_passed: number; message: string }>(
        `CHECK TABLE ${name}`,
      );
      const broken = parts.filter(({ is_passed }) => Number(is_passed) !== 1);
      if (broken.length > 0)
        checks.push({
          name: `table ${name}`,
          state: "fail",
          found: broken
            .map(({ part_path, message }) => `${part_path}: ${message}`)
            .join("; ")
            .slice(0, 500),
          next: "Check the disk (dmesg, SMART) and restore the last backup into an empty folder.",
        });
      else
        checks.push({ name: `table ${name}`, state: "ok", found: `${parts.length} parts, checksums agree` });
    }
    await client.close();
  } catch (error) {
    checks.push({
      name: "engine",
      state: "fail",
      found: (error as Error).message.slice(0, 300),
      next: error instanceof LeptonError ? error.next : "Restore the last backup into an empty folder.",
    });
  } finally {
    await engine.close();
  }
  return checks;
}

/** Looks over a data folder and the machine under it. Reads only; with a Lepton running there, the store is left alone. */
export async function doctor(path: string): Promise<Check[]> {
  const directory = resolve(path);
  const checks = machineChecks(directory);
  if (checks.some(({ state }) => state === "fail")) return checks;
  const holder = lockHolder(directory);
  if (holder) {
    checks.push({
      name: "lock",
      state: "warn",
      found: `in use by process ${holder.pid} on ${holder.host}`,
      next: "Stop that Lepton to have its tables checked too.",
    });
    return checks;
  }
  checks.push({ name: "lock", state: "ok", found: "free" });
  if (!existsSync(join(directory, "store"))) {
    checks.push({ name: "tables", state: "ok", found: "none yet; the first start creates them" });
    return checks;
  }
  const unlock = lockFolder(directory);
  try {
    return [...checks, ...(await storeChecks(directory))];
  } finally {
    unlock();
  }
}
