/**
 * Writes batches until it is killed, telling before and after each: `sent N`, `acked N`.
 * Run as: load.ts DIRECTORY ROUND.
 */
import { writeSync } from "node:fs";
import { openWarehouse } from "../open.ts";
import { batchOf } from "./batch.ts";

const [directory, round] = process.argv.slice(2);
if (!directory || !round) throw new Error("usage: load.ts DIRECTORY ROUND");
const warehouse = await openWarehouse({ directory });
let next = 0;
const worker = async () => {
  for (;;) {
    const batch = `${round}-${next++}`;
    writeSync(1, `sent ${batch}\n`);
    // A write refused while the engine restarts is sent again, as an SDK would.
    while (
      !(await warehouse.write(batchOf(batch)).then(
        () => true,
        () => false,
      ))
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
    writeSync(1, `acked ${batch}\n`);
  }
};
await Promise.all([worker(), worker(), worker(), worker()]);
