/**
 * What a training step costs beyond ONNX Runtime's own run, and how long the caller's event loop is held up; by hand:
 * node --conditions=lepton-source --import tsx packages/nn/test/data/stepOverhead.ts [mlp|cnn]
 * "bare" runs the same graph on one batch that is never exchanged, with nothing around it. Alternating rounds, minima.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { float32 } from "../../src/array/ndArray.ts";
import { arrays } from "../../src/data/dataset.ts";
import {
  adam,
  conv2d,
  dense,
  flatten,
  input,
  type Model,
  maxPooling2d,
  sequential,
} from "../../src/index.ts";
import { createSession, type OrtTensor, ort } from "../../src/runtime/ort.ts";
import { nextName, stateName } from "../../src/training/names.ts";
import { packValues } from "../../src/training/state.ts";

const cases = {
  mlp: {
    shape: [50],
    batch: 128,
    samples: 51_200,
    layers: () => [dense(64, { activation: "relu" }), dense(64, { activation: "relu" }), dense(1)],
  },
  cnn: {
    shape: [28, 28, 1],
    batch: 64,
    samples: 1280,
    layers: () => [
      conv2d(32, 3, { activation: "relu" }),
      maxPooling2d(2),
      conv2d(64, 3, { activation: "relu" }),
      maxPooling2d(2),
      flatten(),
      dense(128, { activation: "relu" }),
      dense(1),
    ],
  },
} as const;
const rounds = 7;

async function main(name: keyof typeof cases): Promise<void> {
  const { shape, batch, samples, layers } = cases[name];
  const x = float32(
    Float32Array.from({ length: samples * shape.reduce((a, b) => a * b, 1) }, () => Math.random() - 0.5),
    [samples, ...shape],
  );
  const y = float32(Float32Array.from({ length: samples }, Math.random), [samples, 1]);
  const made = (worker: boolean): Model =>
    sequential([input({ shape: [...shape], name: "x" }), ...layers()]).compile({
      optimizer: adam(),
      loss: "mse",
      worker,
      threads: 1,
    });
  const [inPlace, threaded] = [made(false), made(true)];
  const steps = samples / batch;
  const bare = await bareLoop(inPlace, x.data.slice(0, (x.data.length / samples) * batch), [batch, ...shape]);
  const data = arrays({ inputs: [x], targets: [y], batchSize: batch, shuffle: true });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const runs = {
    bare: () => bare(steps),
    inPlace: () => inPlace.fit(data),
    thread: () => threaded.fit(x, y, { batchSize: batch }),
  };
  const least: Record<string, { wallUs: number; cpuUs: number }> = {};
  for (let round = 0; round < rounds; round++)
    for (const [key, run] of Object.entries(runs)) {
      // Watching costs CPU time itself: only in the first rounds.
      const isWatched = key === "thread" && round < 3;
      if (isWatched) delay.enable();
      const [cpu, wall] = [process.cpuUsage(), performance.now()];
      await run();
      const { user, system } = process.cpuUsage(cpu);
      const now = { wallUs: ((performance.now() - wall) * 1000) / steps, cpuUs: (user + system) / steps };
      if (isWatched) {
        delay.disable();
        console.log(
          `round ${round}: thread held the caller's loop up for ≤ ${(delay.max / 1e6).toFixed(1)} ms`,
        );
        delay.reset();
      }
      const before = least[key] ?? now;
      least[key] = {
        wallUs: Math.min(before.wallUs, now.wallUs),
        cpuUs: Math.min(before.cpuUs, now.cpuUs),
      };
    }
  for (const [key, { wallUs, cpuUs }] of Object.entries(least))
    console.log(`${name} ${key}: ${wallUs.toFixed(1)} µs wall, ${cpuUs.toFixed(1)} µs CPU per step`);
  await inPlace.close();
  await threaded.close();
}

async function bareLoop(model: Model, batch: Float32Array, shape: number[]) {
  const { Tensor } = await ort();
  const { trainer } = model;
  const { bytes } = trainer.trainingProgram();
  const session = await createSession(bytes, { threads: 1 });
  const tensor = (data: Float32Array, dims: readonly number[]) =>
    new Tensor("float32", data, [...dims]) as unknown as OrtTensor;
  const count = new Float32Array(1);
  const feeds: Record<string, OrtTensor> = {
    x: tensor(batch, shape),
    "target/0": tensor(new Float32Array(shape[0] as number), [shape[0] as number, 1]),
    learningRate: tensor(Float32Array.of(1e-3), []),
    step: tensor(count, []),
  };
  const state = {
    ...Object.fromEntries(trainer.cells.map((cell) => [cell.name, packValues(cell)])),
    ...trainer.slotStarts(),
  };
  for (const [name, value] of Object.entries(state))
    feeds[stateName(name)] = tensor(value.data as Float32Array, value.shape);
  const names = Object.keys(state).filter((name) => session.outputNames.includes(nextName(name)));
  return async (steps: number) => {
    for (let step = 0; step < steps; step++) {
      count[0] = (count[0] as number) + 1;
      const results = await session.run(feeds);
      for (const name of names) feeds[stateName(name)] = results[nextName(name)] as OrtTensor;
    }
  };
}

void main((process.argv[2] ?? "mlp") as keyof typeof cases);
