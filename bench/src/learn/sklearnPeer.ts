import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { frameOf, frameRecipe, type Split } from "@lepton/learn";
import type { TableCase } from "./tables.ts";

/** scikit-learn in a process of its own. */
export interface SklearnPeer {
  load(data: TableCase): Promise<void>;
  /** Score on the held-out rows (AUC, or RMSE) and milliseconds of the fit. */
  fit(split: Split, seed: number): Promise<{ score: number; ms: number; iterations: number }>;
  close(): void;
}

/** Debian's interpreter: another one on the path would not find Debian's packages. */
const python = "/usr/bin/python3";

/** Null where scikit-learn is not installed. */
export async function openSklearn(): Promise<SklearnPeer | null> {
  // Waiting threads give way: on a busy machine they would keep the cores from what they wait for.
  const env = { ...process.env, OMP_WAIT_POLICY: "passive" };
  const child = spawn(python, [fileURLToPath(new URL("../../peers/sklearn_tables.py", import.meta.url))], {
    env,
  });
  child.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, number> | null> => {
    const { value, done } = await lines.next();
    return done ? null : (JSON.parse(value as string) as Record<string, number>);
  };
  if ((await next()) === null) return null;
  const ask = async (job: object) => {
    child.stdin.write(`${JSON.stringify(job)}\n`);
    const answer = await next();
    if (!answer) throw new Error("scikit-learn ended during a fit.");
    return answer;
  };
  return {
    async load({ table, target }) {
      // The same columns and codes as ours, so that both learn from the same numbers.
      const { recipe } = frameRecipe(table, { minRows: 1 });
      const frame = frameOf(table, recipe);
      await ask({
        columns: frame.features.map(({ name, levels }, j) => ({
          name,
          kind: levels ? "category" : "number",
          values: Array.from(frame.values[j] ?? [], (value) => (Number.isNaN(value) ? null : value)),
        })),
        target: Array.from(target.task === "regression" ? target.values : target.labels),
        task: target.task,
      });
    },
    async fit({ training, heldOut }, seed) {
      const answer = await ask({ training: Array.from(training), heldOut: Array.from(heldOut), seed });
      return answer as { score: number; ms: number; iterations: number };
    },
    close: () => child.kill(),
  };
}
