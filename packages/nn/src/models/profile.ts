import type { Dataset } from "../data/dataset.ts";
import { nodeModules } from "../runtime/nodeModules.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import { LocalEngine } from "../training/localEngine.ts";
import type { Program } from "../training/programs.ts";
import { packValues } from "../training/state.ts";
import type { Trainer } from "../training/trainer.ts";
import { memory } from "./summary.ts";
import { boxTable } from "./table.ts";

export interface ProfileOptions extends Omit<SessionOptions, "profile"> {
  /** Steps measured, after two that are not; 10 unless told. */
  steps?: number;
}
/** Where the time of a training step goes. */
export interface LayerTime {
  /** Name of the layer, both passes; or what belongs to none. */
  readonly layer: string;
  readonly msPerStep: number;
  /** Of the time of all kernels, in [0, 1]. */
  readonly share: number;
  /** ONNX operators that ran, with their part: fused ones under the name that ONNX Runtime gave them. */
  readonly kernels: Readonly<Record<string, number>>;
}
export interface Profile {
  /** Longest first. */
  readonly layers: readonly LayerTime[];
  readonly msPerStep: number;
  /** Growth of the process's resident memory by the session and its steps, in bytes. An estimate: other work counts too. */
  readonly memoryBytes: number;
  /** The same as a table. */
  toString(): string;
}

const warmUp = 2;

/** Measures training steps on a copy of the model's state, in place: the caller's thread waits. Node only. */
export async function profile(
  trainer: Trainer,
  data: Dataset,
  { steps = 10, ...session }: ProfileOptions,
): Promise<Profile> {
  const { fs, os, path } = nodeModules("profile");
  const { mkdtemp, readdir, readFile, rm } = fs;
  await trainer.pull();
  const program = await trainer.trainingProgram();
  const folder = await mkdtemp(path.join(os.tmpdir(), "lepton-profile-"));
  const engine = new LocalEngine();
  try {
    const before = process.memoryUsage.rss();
    await engine.load("train", program.bytes, program.signature, {
      ...session,
      profile: path.join(folder, "trace"),
    });
    await engine.setState({
      ...Object.fromEntries(trainer.cells.map((cell) => [cell.name, packValues(cell)])),
      ...trainer.slotStarts(),
    });
    let largest = 0;
    const repeated: Dataset = {
      async *batches(epoch) {
        for (let step = 0; step < warmUp + steps; step++) {
          yield* data.batches(epoch);
          largest = Math.max(largest, process.memoryUsage.rss());
        }
      },
    };
    const rateAt = () => trainer.learningRate;
    await engine.run({ program: "train", epoch: 0, training: { firstStep: 0, rateAt } }, repeated);
    engine.endProfiling("train");
    const [file = ""] = await readdir(folder);
    const events = JSON.parse(await readFile(path.join(folder, file), "utf8")) as TraceEvent[];
    return tabled(events, program, steps, Math.max(0, largest - before));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly ts: number;
  readonly args?: { readonly op_name?: string };
}

function tabled(
  events: readonly TraceEvent[],
  { scopeOf }: Program,
  steps: number,
  memoryBytes: number,
): Profile {
  const runs = events.filter(({ name }) => name === "model_run");
  const from = runs.at(warmUp)?.ts ?? 0;
  const times = new Map<string, Map<string, number>>();
  for (const { cat, name, dur, ts, args } of events) {
    if (cat !== "Node" || !name.endsWith("_kernel_time") || ts < from) continue;
    const layer = layerOf(name.slice(0, -"_kernel_time".length), scopeOf);
    const kernels = times.get(layer) ?? new Map<string, number>();
    times.set(layer, kernels);
    const kernel = args?.op_name ?? "?";
    kernels.set(kernel, (kernels.get(kernel) ?? 0) + dur / 1000 / steps);
  }
  const sum = (kernels: ReadonlyMap<string, number>) => [...kernels.values()].reduce((a, b) => a + b, 0);
  const all = [...times.values()].reduce((total, kernels) => total + sum(kernels), 0);
  const layers = [...times]
    .map(([layer, kernels]) => ({
      layer,
      msPerStep: sum(kernels),
      share: all > 0 ? sum(kernels) / all : 0,
      kernels: Object.fromEntries([...kernels].sort(([, a], [, b]) => b - a)),
    }))
    .sort((a, b) => b.msPerStep - a.msPerStep);
  const msPerStep = runs.slice(warmUp).reduce((total, { dur }) => total + dur / 1000, 0) / steps;
  return { layers, msPerStep, memoryBytes, toString: () => printed(layers, msPerStep, memoryBytes) };
}

/** The layer of a node; of a fused one the layer of a node whose name its own holds; else none's. */
function layerOf(node: string, scopeOf: ReadonlyMap<string, string>): string {
  const scope = scopeOf.get(node) ?? scopeOf.get(parts(node).find((part) => scopeOf.has(part)) ?? "");
  if (scope === undefined) return "(layout and runtime)";
  return scope === "" ? "(loss and optimizer)" : (scope.split("/")[0] as string);
}
/** Node names within a fused node's: `Conv_3` in `fused Conv_3_Relu_4`. */
const parts = (node: string): readonly string[] => node.match(/[A-Za-z]+_\d+/g) ?? [];

function printed(layers: readonly LayerTime[], msPerStep: number, memoryBytes: number): string {
  const rows = layers.map(({ layer, msPerStep: ms, share, kernels }) => [
    layer,
    ms.toFixed(3),
    `${(100 * share).toFixed(1)} %`,
    Object.keys(kernels).slice(0, 3).join(", "),
  ]);
  const table = boxTable(
    [
      { title: "Layer", align: "left", width: 26 },
      { title: "ms/step", align: "right", width: 11 },
      { title: "Share", align: "right", width: 9 },
      { title: "Kernels", align: "left", width: 30 },
    ],
    rows,
  );
  return `${table}\n ${msPerStep.toFixed(3)} ms per step, ${memory(memoryBytes)} of memory`;
}
