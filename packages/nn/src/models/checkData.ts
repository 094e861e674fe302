import { LeptonError } from "@lepton/core";
import { type NdArray, sizeOf } from "../array/ndArray.ts";
import type { Batch, Dataset } from "../data/dataset.ts";
import { type Shape, showShape } from "../graph/shape.ts";
import { truthType } from "../losses/loss.ts";
import { isArrays } from "../training/engine.ts";
import { fitsType, ranked } from "../training/feeder.ts";
import type { Objective } from "../training/judge.ts";
import type { Network } from "./network.ts";

/** Elements looked at for NaN before training starts: one batch or so. */
const scanned = 2 ** 18;

/**
 * The dataset, once its data are found to fit: in memory all at once, else batch by batch as they come.
 * Errors: NN_INPUT_COUNT, NN_SHAPE_MISMATCH, NN_TYPE_MISMATCH name the layer; NN_LABEL_OUTSIDE, NN_DATA_NOT_FINITE.
 * Without `objectives` only inputs are asked for.
 */
export function checked(net: Network, objectives: readonly Objective[] | undefined, data: Dataset): Dataset {
  if (isArrays(data)) {
    checkBatch(net, objectives, data);
    scan(net, data);
    return data;
  }
  return {
    ...(data.size === undefined ? {} : { size: data.size }),
    ...(data.samples === undefined ? {} : { samples: data.samples }),
    async *batches(epoch, signal) {
      let isFirst = true;
      for await (const batch of data.batches(epoch, signal)) {
        checkBatch(net, objectives, batch);
        if (isFirst) scan(net, batch);
        isFirst = false;
        yield batch;
      }
    },
  };
}

function checkBatch(
  net: Network,
  objectives: readonly Objective[] | undefined,
  { inputs, targets }: Pick<Batch, "inputs" | "targets">,
): void {
  if (inputs.length !== net.inputs.length) throw miscounted("inputs", net.inputs.length, inputs.length);
  net.inputs.forEach(({ shape, dtype, call }, i) => {
    const given = inputs[i] as NdArray;
    const what = `The input ${call.layer.name}`;
    if (!fitsShape(given.shape, shape)) throw misshapen(what, shape, given.shape);
    if (!fitsType(given.dtype, dtype)) throw mistyped(what, dtype, given.dtype);
  });
  if (!objectives) return;
  if (targets.length !== objectives.length) throw miscounted("targets", objectives.length, targets.length);
  objectives.forEach(({ loss }, i) => {
    const output = net.outputs[i] as Network["outputs"][number];
    const given = targets[i] as NdArray;
    const { shape } = truthType(loss, output.shape);
    const what = `The target of ${output.call.layer.name} (${loss.name})`;
    if (!fitsShape(ranked(given.shape, shape.length), shape)) throw misshapen(what, shape, given.shape);
    loss.check?.(given, output.shape);
  });
}

const fitsShape = (given: readonly number[], wanted: Shape): boolean =>
  given.length === wanted.length &&
  wanted.every((dim, i) => i === 0 || typeof dim !== "number" || dim === given[i]);

function scan(net: Network, { inputs, targets }: Pick<Batch, "inputs" | "targets">): void {
  const look = (array: NdArray, what: string) => {
    if (array.dtype !== "float32") return;
    const data = array.data as Float32Array;
    const end = Math.min(data.length, scanned);
    for (let i = 0; i < end; i++)
      if (!Number.isFinite(data[i])) {
        const row = Math.floor(i / Math.max(1, sizeOf(array.shape.slice(1))));
        throw new LeptonError("NN_DATA_NOT_FINITE", {
          problem: `${what} holds a value that is not a finite number.`,
          received: `${data[i]} in row ${row}`,
          next: "Remove such rows, or fill missing values in before training.",
        });
      }
  };
  inputs.forEach((array, i) => {
    look(array, `The input ${net.inputs[i]?.call.layer.name}`);
  });
  targets.forEach((array, i) => {
    look(array, `Target ${i}`);
  });
}

const samplesOf = (shape: Shape) => showShape(["samples", ...shape.slice(1)]);

const misshapen = (what: string, wanted: Shape, given: readonly number[]) =>
  new LeptonError("NN_SHAPE_MISMATCH", {
    problem: `${what} takes arrays of shape ${samplesOf(wanted)}.`,
    received: `shape [${given.join(", ")}]`,
    next: "Reshape the data, or change the layer: input({ shape }) is the shape of one sample, without the batch.",
  });
const mistyped = (what: string, wanted: string, given: string) =>
  new LeptonError("NN_TYPE_MISMATCH", {
    problem: `${what} takes ${wanted}.`,
    received: given,
    next: `Give an array of type ${wanted}.`,
  });
const miscounted = (what: string, wanted: number, given: number) =>
  new LeptonError("NN_INPUT_COUNT", {
    problem: `The model has ${wanted} ${what}.`,
    received: `${given}`,
    next: `Give a list of ${wanted} arrays, in the order of the model's ${what}.`,
  });
