import type { Suite } from "../figure.ts";
import { startLepton } from "../lepton.ts";

const idleSeconds = 10;

export const suite: Suite = {
  name: "start",
  about:
    "A cold start on an empty folder, and the memory of an idle Lepton. Nothing to compare with: absolute bars.",
  async *run({ quick }) {
    const times: number[] = [];
    let idleBytes = 0;
    const rounds = quick ? 2 : 5;
    for (let round = 0; round < rounds; round++) {
      const lepton = await startLepton();
      times.push(lepton.firstByteMs);
      if (round === rounds - 1) {
        await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
        idleBytes = lepton.memoryBytes();
      }
      await lepton.stop();
    }
    const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
    const plain = { peer: null, ratio: null };
    yield {
      name: "start to first byte of the home page, median",
      ours: middle / 1000,
      unit: "s",
      ...plain,
      bar: "< 3",
    };
    yield {
      name: `memory after ${idleSeconds} s idle (PSS)`,
      ours: idleBytes / 1e6,
      unit: "MB",
      ...plain,
      bar: "< 600",
    };
  },
};
