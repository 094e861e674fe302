import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../packages/lepton/dist/main.js", import.meta.url));

/** A Lepton of its own: the built command line, an empty data folder, a free port. */
export interface Lepton {
  url: string;
  directory: string;
  /** Milliseconds from the start of the process to the first byte of the home page. */
  firstByteMs: number;
  /** Runs a command on the same data folder and gives what it printed. */
  command(...args: string[]): string;
  /** Resident bytes of the server and its engine, shared pages counted once (PSS); Linux only. */
  memoryBytes(): number;
  stop(): Promise<void>;
}

export async function startLepton(port = 18_600): Promise<Lepton> {
  if (!existsSync(cli)) throw new Error("Build first: npm run build");
  const directory = mkdtempSync(join(tmpdir(), "lepton-bench-"));
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=64", cli, "start", "--port", String(port), "--data", directory],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const firstByteMs = (await firstByte(url, child)) - started;
  return {
    url,
    directory,
    firstByteMs,
    command: (...args) =>
      execFileSync(process.execPath, [cli, ...args, "--data", directory], { encoding: "utf8" }).trim(),
    memoryBytes: () => family(child.pid ?? 0).reduce((sum, pid) => sum + pss(pid), 0),
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function firstByte(url: string, child: ChildProcess): Promise<number> {
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`Lepton ended with code ${child.exitCode} before it answered.`);
    try {
      const reply = await fetch(url);
      await reply.body?.getReader().read();
      return performance.now();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** A process and all below it. */
function family(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, "utf8"))?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {
      // The process ended meanwhile.
    }
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function pss(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}
