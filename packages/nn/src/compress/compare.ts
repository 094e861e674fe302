import { LeptonError } from "@lepton/core";
import { gzipSync } from "fflate";
import { type NdArray, sliceRows, takeRows } from "../array/ndArray.ts";
import { onnxBytes } from "../exchange/onnxBytes.ts";
import { type MetricName, metricByName } from "../metrics/metricByName.ts";
import { type Data, listOf } from "../models/data.ts";
import { Model } from "../models/model.ts";
import { createSession, fromOrt, type OrtSession, type SessionOptions, toOrt } from "../runtime/ort.ts";
import type { Predictor } from "./source.ts";

export interface CompareOptions extends Pick<SessionOptions, "threads"> {
  /** What the others are compared with, first in the table. */
  original: Predictor;
  /** The others, by name. */
  candidates: Readonly<Record<string, Predictor>>;
  inputs: Data;
  /** Truth for the metric, of the first output. */
  targets: NdArray;
  /** "accuracy" unless told. */
  metric?: MetricName;
  /** Runs that latency is measured over, after three to warm up; 30 unless told. */
  runs?: number;
}
export interface Latency {
  readonly minMs: number;
  readonly medianMs: number;
}
export interface Compared {
  readonly name: string;
  /** Size of the .onnx file, and packed with gzip. */
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly batch1: Latency;
  readonly batch32: Latency;
  /** Of the first output over all samples. */
  readonly metric: number;
  /** Largest difference of any value of the first output from the original's. */
  readonly maxChange: number;
}
export interface Comparison {
  readonly metric: MetricName;
  readonly samples: number;
  readonly rows: readonly Compared[];
  /** The table for people. */
  toString(): string;
}

/**
 * Size, latency, quality and change of networks that predict the same, beside each other. Batches take turns between
 * the networks, so that a busy machine slows all alike; read the minima, medians say how busy it was.
 * Errors: NN_DATA_EMPTY, NN_METRIC_UNKNOWN, NN_GRAPH_REFUSED.
 */
export async function compare({
  original,
  candidates,
  inputs,
  targets,
  metric = "accuracy",
  runs = 30,
  threads,
}: CompareOptions): Promise<Comparison> {
  const { compute } = metricByName(metric);
  const data = listOf(inputs);
  const samples = data[0]?.shape[0] ?? 0;
  if (samples === 0)
    throw new LeptonError("NN_DATA_EMPTY", {
      problem: "There are no samples to compare on.",
      next: "Give inputs and targets with at least one row.",
    });
  const named = Object.entries({ original, ...candidates });
  const sessions: OrtSession[] = [];
  try {
    const files: Uint8Array[] = [];
    for (const [, predictor] of named) {
      const bytes = predictor instanceof Model ? await onnxBytes(predictor) : predictor;
      files.push(bytes);
      sessions.push(await createSession(bytes, threads === undefined ? {} : { threads }));
    }
    const outputs: NdArray[] = [];
    for (const session of sessions) outputs.push(await predicted(session, data, samples));
    const ones = await latencies(sessions, data, 1, runs);
    const many = await latencies(sessions, data, 32, runs);
    const rows = named.map(([name], i): Compared => {
      const bytes = files[i] as Uint8Array;
      const output = outputs[i] as NdArray;
      return {
        name,
        bytes: bytes.length,
        gzipBytes: gzipSync(bytes).length,
        batch1: ones[i] as Latency,
        batch32: many[i] as Latency,
        metric: compute(targets, output),
        maxChange: largestChange(output, outputs[0] as NdArray),
      };
    });
    return { metric, samples, rows, toString: () => table(metric, samples, rows) };
  } finally {
    for (const session of sessions) await session.release();
  }
}

async function feedsOf(session: OrtSession, data: readonly NdArray[]) {
  const fed = await Promise.all(data.map(toOrt));
  return Object.fromEntries(session.inputNames.map((name, i) => [name, fed[i] as (typeof fed)[number]]));
}

async function predicted(session: OrtSession, data: readonly NdArray[], samples: number): Promise<NdArray> {
  const parts: NdArray[] = [];
  for (let at = 0; at < samples; at += 256) {
    const batch = data.map((array) => sliceRows(array, at, at + 256));
    const results = await session.run(await feedsOf(session, batch));
    const [first = ""] = session.outputNames;
    parts.push(fromOrt(results[first] as Parameters<typeof fromOrt>[0]));
  }
  const [{ shape }] = parts as [NdArray];
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const { data: values } of parts) {
    whole.set(values as Float32Array, at);
    at += values.length;
  }
  return { dtype: "float32", shape: [samples, ...shape.slice(1)], data: whole };
}

/** Time of a run of each, taking turns. */
async function latencies(
  sessions: readonly OrtSession[],
  data: readonly NdArray[],
  batch: number,
  runs: number,
): Promise<Latency[]> {
  const rows = Uint32Array.from({ length: batch }, (_, i) => i % (data[0]?.shape[0] as number));
  const arrays = data.map((array) => takeRows(array, rows));
  const times = sessions.map(() => [] as number[]);
  for (let run = -3; run < runs; run++)
    for (const [i, session] of sessions.entries()) {
      const feeds = await feedsOf(session, arrays);
      const start = performance.now();
      await session.run(feeds);
      if (run >= 0) times[i]?.push(performance.now() - start);
    }
  return times.map((own) => {
    const sorted = own.sort((a, b) => a - b);
    return { minMs: sorted[0] ?? Number.NaN, medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN };
  });
}

function largestChange({ data: a }: NdArray, { data: b }: NdArray): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(Number(a[i]) - Number(b[i])));
  return most;
}

function table(metric: string, samples: number, rows: readonly Compared[]): string {
  const first = rows[0] as Compared;
  const ms = ({ minMs, medianMs }: Latency) => `${minMs.toFixed(2)} / ${medianMs.toFixed(2)}`;
  const head = [
    "",
    "KiB",
    "of it",
    "gzip KiB",
    "1: ms min / median",
    "32: ms min / median",
    metric,
    "max change",
  ];
  const cells = rows.map((row) => [
    row.name,
    (row.bytes / 1024).toFixed(1),
    (row.bytes / first.bytes).toFixed(2),
    (row.gzipBytes / 1024).toFixed(1),
    ms(row.batch1),
    ms(row.batch32),
    row.metric.toFixed(4),
    row.maxChange.toPrecision(2),
  ]);
  const widths = head.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => (row[i] as string).length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join("  ");
  return [line(head), ...cells.map(line), `${samples} samples`].join("\n");
}
