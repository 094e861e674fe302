import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

const bin = "/usr/lib/postgresql/15/bin";

export interface Postgres {
  query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** A private PostgreSQL 15 in a temporary folder, on a socket only; null where Debian's package is not installed. */
export async function openPostgres(): Promise<Postgres | null> {
  if (!existsSync(join(bin, "initdb"))) return null;
  const folder = mkdtempSync(join(tmpdir(), "lepton-pg-"));
  // PostgreSQL refuses to run as root: Debian's package brings a user of its own.
  const isRoot = process.getuid?.() === 0;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const owner = isRoot ? { uid: id("-u"), gid: id("-g") } : {};
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  const run = (command: string, args: string[]) =>
    execFileSync(join(bin, command), args, { ...owner, stdio: "ignore", cwd: folder });
  run("initdb", ["-D", data, "-A", "trust", "-U", "bench", "--no-sync"]);
  const settings =
    "-c listen_addresses= -c shared_buffers=1GB -c work_mem=512MB -c maintenance_work_mem=1GB -c max_wal_size=8GB -c fsync=off -c max_parallel_workers_per_gather=2 -c jit=on";
  run("pg_ctl", ["-D", data, "-w", "-o", `-k ${folder} ${settings}`, "-l", join(folder, "log"), "start"]);
  const client = new pg.Client({ host: folder, user: "bench", database: "postgres" });
  await client.connect();
  return {
    async query<Row extends pg.QueryResultRow>(sql: string) {
      return (await client.query<Row>(sql)).rows;
    },
    async close() {
      await client.end();
      run("pg_ctl", ["-D", data, "-m", "immediate", "stop"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
