import { LeptonError } from "@lepton/core";
import type { Dataset } from "../data/dataset.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { ModelProto } from "../onnx/model.ts";
import { createSession, toOrt } from "../runtime/ort.ts";

/** What a value was seen to be. */
export interface Observed {
  readonly min: number;
  readonly max: number;
  readonly rank: number;
}
export interface CalibrationOptions {
  /** "minmax": everything seen. "percentile": without the rarest values on both sides, which would cost the others
   * precision. "minmax" unless told. */
  method?: "minmax" | "percentile";
  /** Share of the values that is kept, in percent; 99.99 unless told. */
  percentile?: number;
  /** Batches of the data at most; 32 unless told. */
  steps?: number;
}

const bins = 4096;

/** Ranges of these values of the graph over the data. Errors: NN_DATA_EMPTY. */
export async function calibrate(
  model: ModelProto,
  names: readonly string[],
  data: Dataset,
  { method = "minmax", percentile = 99.99, steps = 32 }: CalibrationOptions,
): Promise<Map<string, Observed>> {
  const { graph } = model;
  const given = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const shown = names
    .filter((name) => !given.has(name))
    .map((name) => ({ name, dataType: "float32" as const }));
  const bytes = encodeModel({ ...model, graph: { ...graph, outputs: [...graph.outputs, ...shown] } });
  const session = await createSession(bytes);
  const pass = async (see: (name: string, values: Float32Array, rank: number) => void) => {
    let count = 0;
    for await (const { inputs } of data.batches(0)) {
      if (count++ >= steps) break;
      const feeds = await Promise.all(
        graph.inputs.map(async ({ name }, i) => {
          const value = inputs[i];
          if (!value) throw empty(`no array for the input ${name}`);
          return [name, await toOrt(value)] as const;
        }),
      );
      const results = { ...(await session.run(Object.fromEntries(feeds))), ...Object.fromEntries(feeds) };
      for (const name of names) {
        const value = results[name];
        if (value?.type === "float32") see(name, value.data as Float32Array, value.dims.length);
      }
    }
    if (count === 0) throw empty("no batch");
  };
  try {
    const ranges = new Map<string, Observed>();
    await pass((name, values, rank) => {
      let { min, max } = ranges.get(name) ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
      for (const value of values) {
        if (value < min) min = value;
        if (value > max) max = value;
      }
      ranges.set(name, { min, max, rank });
    });
    if (method === "minmax") return ranges;
    const counts = new Map([...ranges.keys()].map((name) => [name, new Float64Array(bins)]));
    await pass((name, values) => {
      const { min, max } = ranges.get(name) as Observed;
      const own = counts.get(name) as Float64Array;
      const width = (max - min) / bins || 1;
      for (const value of values) {
        const bin = Math.min(bins - 1, Math.floor((value - min) / width));
        own[bin] = (own[bin] as number) + 1;
      }
    });
    return new Map(
      [...ranges].map(([name, range]) => [
        name,
        narrowed(range, counts.get(name) as Float64Array, percentile),
      ]),
    );
  } finally {
    await session.release();
  }
}

/** Half of what is left out lies on each side. */
function narrowed({ min, max, rank }: Observed, counts: Float64Array, percentile: number): Observed {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const tail = (total * (100 - percentile)) / 200;
  const width = (max - min) / counts.length;
  /** The first bin from one side at which more than the tail has been passed. */
  const edge = (from: number, by: number) => {
    let at = from;
    for (
      let seen = counts[at] as number;
      seen <= tail && counts[at + by] !== undefined;
      seen += counts[at] as number
    )
      at += by;
    return at;
  };
  return { min: min + edge(0, 1) * width, max: min + (edge(counts.length - 1, -1) + 1) * width, rank };
}

const empty = (received: string) =>
  new LeptonError("NN_DATA_EMPTY", {
    problem: "There are no data to calibrate on.",
    received,
    next: "Give some hundred samples that are like those to come.",
  });
