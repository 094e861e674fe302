import { once } from "node:events";
import { expect, test } from "vitest";
import { spawnWorker } from "./spawn.ts";

test("a worker starts from TypeScript source, gets its data and finds the other packages", async () => {
  const worker = spawnWorker(new URL("../../test/data/echoWorker.ts", import.meta.url), {
    workerData: { seed: 7 },
  });
  const [answer] = await once(worker, "message");
  await worker.terminate();
  expect(answer).toEqual({ seed: 7, code: "NN_ECHO" });
});
