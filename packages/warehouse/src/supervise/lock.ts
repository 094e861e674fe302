import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { LeptonError } from "@lepton/core";
import { z } from "zod";

const holder = z.object({ pid: z.number(), host: z.string(), bornAt: z.string() });
type Holder = z.infer<typeof holder>;

/** When a process was born, in the kernel's ticks: tells a process from a later one with the same number. */
function bornAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Killed, but not yet waited for by its parent: it holds nothing any more.
    return state === "Z" || state === "X" ? "dead" : (rest[18] ?? "");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const fileOf = (directory: string) => join(directory, "warehouse.lock");

/** Who holds the folder now; undefined when nobody alive does. */
export function lockHolder(directory: string): Holder | undefined {
  try {
    const found = holder.parse(JSON.parse(readFileSync(fileOf(directory), "utf8")));
    if (found.host !== hostname()) return found;
    return isAlive(found.pid) && bornAt(found.pid) === found.bornAt ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the data folder for this process; returns the release. One folder has one writer: deduplication and
 * identity live in its memory.
 */
export function lockFolder(directory: string): () => void {
  const file = fileOf(directory);
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), bornAt: bornAt(process.pid) });
  for (let attempt = 0; ; attempt++)
    try {
      const handle = openSync(file, "wx", 0o600);
      writeSync(handle, mine);
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const other = lockHolder(directory);
      if (other || attempt > 2)
        throw new LeptonError("WAREHOUSE_LOCKED", {
          problem: "Another Lepton process uses this data folder.",
          received: `${directory}, held by process ${other?.pid ?? "unknown"} on ${other?.host ?? hostname()}`,
          next: `Stop that process, or start with another folder. If it is gone for good, delete ${file}.`,
          status: 409,
        });
      rmSync(file, { force: true });
    }
}
