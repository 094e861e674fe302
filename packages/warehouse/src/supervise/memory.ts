import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** The memory limit of this process's control group in bytes, if it has one. */
function groupLimit(): number | undefined {
  for (const file of ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"])
    try {
      const limit = Number(readFileSync(file, "utf8").trim());
      if (Number.isFinite(limit) && limit > 0 && limit < totalmem()) return limit;
    } catch {
      // Not this version of control groups, or not Linux.
    }
  return undefined;
}

/** Bytes the engine may use: half of what the machine or its container has, at least 512 MiB. */
export function memoryCap(): number {
  return Math.max(512 * 2 ** 20, Math.floor((groupLimit() ?? totalmem()) / 2));
}

/** Resident bytes of a process, 0 where the system does not tell. */
export function residentBytes(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return pages * 4096;
  } catch {
    return 0;
  }
}
