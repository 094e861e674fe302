/**
 * How long the caller's event loop is held up while pictures are read, run by hand:
 * node --conditions=lepton-source --import tsx packages/nn/test/data/eventLoop.ts FOLDER
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { imageDirectory } from "../../src/data/node/imageDirectory.ts";

const delay = monitorEventLoopDelay({ resolution: 1 });
let from = performance.now();
const lap = (what: string) => {
  const [seconds, longest, p99] = [
    (performance.now() - from) / 1000,
    delay.max / 1e6,
    delay.percentile(99) / 1e6,
  ];
  console.log(
    `${what}: ${seconds.toFixed(2)} s, held up ≤ ${longest.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  );
  delay.reset();
  from = performance.now();
};

async function main(path: string) {
  delay.enable();
  for (const augment of [undefined, { flip: "horizontal", rotate: 15, zoom: 0.1, shift: 0.1 } as const]) {
    const found = await imageDirectory(path, {
      size: [150, 150],
      validationSplit: 0.2,
      ...(augment && { augment }),
    });
    lap(`decode ${found.samples} pictures`);
    for (const epoch of [0, 1]) {
      let batches = 0;
      for await (const _ of found.train.batches(epoch)) batches++;
      lap(`epoch of ${batches} batches${augment ? ", augmented" : ""}`);
    }
    await found.close();
  }
}

await main(process.argv[2] ?? ".");
