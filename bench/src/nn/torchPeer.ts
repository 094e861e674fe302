import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** PyTorch in a process of its own, which takes turns with us. */
export interface TorchPeer {
  /** Milliseconds of each of so many steps of a case. */
  steps(name: string, count: number): Promise<number[]>;
  close(): void;
}

/** Debian's interpreter: another one on the path would not find Debian's packages. */
const python = "/usr/bin/python3";

/**
 * glibc told to keep what it has had, as ONNX Runtime's arena does. As installed, PyTorch gives some 100 MB back to the
 * system after each step of a large net and fetches them again: most of its time where a page fault is dear.
 */
const keeping = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: "100000000000",
  MALLOC_TOP_PAD_: "500000000",
};

/** PyTorch as installed, or with its memory kept. Null where it is not installed. */
export async function openTorch(keepsMemory = false): Promise<TorchPeer | null> {
  const script = fileURLToPath(new URL("../../peers/torch_steps.py", import.meta.url));
  const child: ChildProcessWithoutNullStreams = spawn(python, [script], {
    env: { ...process.env, ...(keepsMemory ? keeping : {}) },
  });
  child.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown> | null> => {
    const { value, done } = await lines.next();
    return done ? null : (JSON.parse(value as string) as Record<string, unknown>);
  };
  if ((await next()) === null) return null;
  return {
    async steps(name, count) {
      child.stdin.write(`${JSON.stringify({ case: name, steps: count })}\n`);
      const answer = await next();
      if (!answer) throw new Error(`PyTorch ended during the case ${name}.`);
      return answer.ms as number[];
    },
    close: () => child.kill(),
  };
}
