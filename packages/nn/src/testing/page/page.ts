/** The page of the browser tests: what its bundle leaves for the test to call. */
import * as nn from "@lepton/nn";
import { type SmallKind, trainSmall } from "./smallModels.ts";

const bytes = async (name: string) =>
  new Uint8Array(await (await fetch(`/samples/${name}.idx.gz`)).arrayBuffer());

/** Trains in the page, while a timer tells how long the page was held up. */
async function train(kind: SmallKind) {
  const digits = nn.digitsFrom(await bytes("digitsImages"), await bytes("digitsLabels"));
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 5);
  const run = await trainSmall(kind, digits);
  clearInterval(timer);
  return { ...run, longestMs };
}

declare const Worker: new (url: URL, options: { type: "module" }) => nn.WorkerLike;

Object.assign(globalThis, {
  nn,
  train,
  useWorker: () =>
    nn.configureRuntime({
      worker: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
    }),
});
