import type { Figure, Suite } from "../figure.ts";
import {
  clothes,
  cnn,
  predictions,
  recurrent,
  type StepCase,
  table,
  trainEpochs,
  trainSteps,
  transformer,
} from "../nn/cases.ts";
import { learning } from "../nn/learning.ts";
import { timeInRuns, timeToSession } from "../nn/overhead.ts";
import { openTorch, type TorchPeer } from "../nn/torchPeer.ts";
import { type Times, takeTurns } from "../nn/turns.ts";

type Measured = Omit<Figure, "suite" | "ok">;

interface Turn {
  name: string;
  /** The peer's name of the case. */
  peer: string;
  make(): StepCase;
  run(made: StepCase, steps: number): Promise<number[]>;
  most: number;
  /** [rounds, steps a round], quick and whole. */
  quick: readonly [number, number];
  whole: readonly [number, number];
}

const steps = (
  name: string,
  peer: string,
  make: () => StepCase,
  most: number,
  quick: Turn["quick"],
  whole: Turn["whole"],
): Turn => ({
  name,
  peer,
  make,
  run: trainSteps,
  most,
  quick,
  whole,
});

const turns: readonly Turn[] = [
  steps("CNN training step, 150×150×3, batch 32", "cnn", cnn, 0.7, [2, 1], [6, 3]),
  steps("LSTM training step, 64×50×16", "lstm50", () => recurrent(50), 0.9, [3, 5], [10, 12]),
  steps("LSTM training step, 64×200×16", "lstm200", () => recurrent(200), 0.5, [2, 2], [8, 6]),
  steps(
    "Transformer training step, 4 layers of 128, T = 64",
    "transformer",
    transformer,
    1.1,
    [3, 2],
    [8, 6],
  ),
  {
    name: "Fashion-MNIST network, an epoch of 3,200 in batches of 64",
    peer: "fashion",
    make: clothes,
    run: (made, count) => trainEpochs(made, count, 64),
    most: 0.9,
    quick: [2, 1],
    whole: [6, 2],
  },
  {
    name: "table of 100,000×50, an epoch of batches of 256",
    peer: "mlp",
    make: table,
    run: (made, count) => trainEpochs(made, count, 256),
    most: 0.8,
    quick: [2, 1],
    whole: [8, 1],
  },
  {
    name: "CNN prediction, batch 1",
    peer: "infer1",
    make: () => cnn(1),
    run: predictions,
    most: 0.5,
    quick: [3, 8],
    whole: [8, 15],
  },
  {
    name: "CNN prediction, batch 32",
    peer: "infer32",
    make: () => cnn(32),
    run: predictions,
    most: 0.5,
    quick: [2, 1],
    whole: [6, 3],
  },
];

async function* beside(torch: TorchPeer | null, isQuick: boolean): AsyncIterable<Measured> {
  for (const { name, peer, make, run, most, quick, whole } of turns) {
    const made = make();
    const [rounds, count] = isQuick ? quick : whole;
    const measured = await takeTurns((n) => run(made, n), torch, peer, { rounds, steps: count });
    await made.model.close();
    yield compared(name, measured, most);
  }
}

/** The two convolutional cases again, beside a PyTorch that keeps its memory: how much of a ratio is the allocator's. */
async function* besideKept(): AsyncIterable<Measured> {
  const torch = await openTorch(true);
  if (!torch) return;
  try {
    for (const { name, peer, make, run, most, whole } of turns.filter(({ peer }) =>
      ["cnn", "fashion"].includes(peer),
    )) {
      const made = make();
      const measured = await takeTurns((n) => run(made, n), torch, peer, {
        rounds: whole[0],
        steps: whole[1],
      });
      await made.model.close();
      yield compared(`${name}; PyTorch keeping its memory`, measured, most);
    }
  } finally {
    torch.close();
  }
}

function compared(name: string, { ours, peer }: { ours: Times; peer: Times | null }, most: number): Measured {
  return {
    name,
    ours: ours.min,
    unit: "ms",
    peer: peer?.min ?? null,
    ratio: peer ? ours.min / peer.min : null,
    medians: [ours.median, peer?.median ?? null],
    bar: `ratio <= ${most}`,
  };
}

const alone = { peer: null, ratio: null } as const;

/** From `fit` to the session it runs: building the graph and ONNX Runtime's own preparation; the least of so many. */
async function compileMs(make: () => StepCase, count: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const made = make();
    times.push(await timeToSession(() => trainSteps(made, 1)));
    await made.model.close();
  }
  return Math.min(...times);
}

async function* around(isQuick: boolean): AsyncIterable<Measured> {
  yield {
    name: "CNN, graph and session",
    ours: await compileMs(cnn, isQuick ? 2 : 3),
    unit: "ms",
    ...alone,
    bar: "< 1000",
  };
  yield {
    name: "LSTM T = 200, graph and session",
    ours: await compileMs(() => recurrent(200), 3),
    unit: "ms",
    ...alone,
    bar: "< 200",
  };
  const made = cnn();
  await trainSteps(made, 2);
  const { runs, total } = await timeInRuns(() => trainSteps(made, isQuick ? 4 : 12));
  await made.model.close();
  yield {
    name: "CNN step beyond ONNX Runtime's run",
    ours: (100 * (total - runs)) / runs,
    unit: "%",
    ...alone,
    bar: "< 3",
  };
  yield await memory(isQuick ? 2_000 : 5_000);
}

/** Resident memory after many steps beside that after the first tenth. */
async function memory(count: number): Promise<Measured> {
  const made = recurrent(10);
  const megabytes = async (n: number) => {
    await trainSteps(made, n);
    return process.memoryUsage().rss / 2 ** 20;
  };
  const before = await megabytes(count / 10);
  const after = await megabytes(count);
  await made.model.close();
  return {
    name: `resident memory over ${count} steps`,
    ours: after,
    unit: "MiB",
    peer: before,
    ratio: after / before,
    bar: "ratio <= 1.05",
  };
}

export const suite: Suite = {
  name: "nn",
  about:
    "Least time of a step in turns with PyTorch (Debian's python3-torch), two threads each; then what is learnt.",
  async *run({ quick, only }) {
    const torch = await openTorch();
    const wants = (part: string) => only === undefined || only === part;
    try {
      if (wants("steps")) yield* beside(torch, quick);
      if (wants("steps") && !quick) yield* besideKept();
      if (wants("around")) yield* around(quick);
      if (!quick) yield* learning(only);
    } finally {
      torch?.close();
    }
  },
};
