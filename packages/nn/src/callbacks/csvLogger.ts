import { appendFile, readFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import type { Callback } from "../models/callback.ts";
import { writeWhole } from "../save/wholeFile.ts";

export interface CsvLoggerOptions {
  /** "," unless told. */
  separator?: string;
  /** Go on with a file that is there, after a resume; its columns must be the same. False unless told. */
  append?: boolean;
}

/** One line per epoch: `epoch,accuracy,loss,…`, numbers in full. Errors: NN_FILE_UNWRITABLE, NN_CSV_COLUMNS. */
export function csvLogger(
  path: string,
  { separator = ",", append = false }: CsvLoggerOptions = {},
): Callback {
  let columns: readonly string[] | undefined;
  return {
    onTrainBegin: async () => {
      const before = append ? await readFile(path, "utf8").catch(() => "") : "";
      columns = before ? before.split("\n", 1)[0]?.split(separator) : undefined;
      if (!before) await writeWhole(path, "");
    },
    onEpochEnd: async (epoch, logs) => {
      if (!columns) {
        columns = ["epoch", ...Object.keys(logs).sort()];
        await appendFile(path, `${columns.join(separator)}\n`);
      }
      const extra = Object.keys(logs).find((name) => !columns?.includes(name));
      if (extra !== undefined)
        throw new LeptonError("NN_CSV_COLUMNS", {
          problem: "csvLogger: this epoch logs a value that the file has no column for.",
          received: extra,
          next: "Write to a new file.",
        });
      const values = columns.map((name) => (name === "epoch" ? epoch : (logs[name] ?? "")));
      await appendFile(path, `${values.join(separator)}\n`);
    },
  };
}
