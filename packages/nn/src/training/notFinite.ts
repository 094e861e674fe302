import { LeptonError } from "@lepton/core";
import type { OrtTensor } from "../runtime/ort.ts";
import { type Signature, stateName, weightsInput } from "./names.ts";

/** Inputs beyond this are seldom meant: sums of their squares and exponentials overflow soon. */
const veryLarge = 1e4;

interface Look {
  broken: number;
  largest: number;
}
function look({ data }: OrtTensor): Look {
  let broken = 0;
  let largest = 0;
  for (const value of data as Float32Array) {
    if (typeof value === "bigint") continue;
    if (!Number.isFinite(value)) broken++;
    else if (Math.abs(value) > largest) largest = Math.abs(value);
  }
  return { broken, largest };
}

/** Why a loss is NaN or infinite, found by looking at the batch and the weights. `step` counts from 1. */
export function notFinite(
  step: number,
  batch: number,
  rate: number,
  { inputs, targets }: Signature,
  feeds: Readonly<Record<string, OrtTensor>>,
): LeptonError {
  const { received, next } = cause(rate, inputs, targets, feeds);
  return new LeptonError("NN_LOSS_NOT_FINITE", {
    problem: `The loss is not a finite number at step ${step} (batch ${batch} of its epoch); training has stopped.`,
    received,
    next,
  });
}

function cause(
  rate: number,
  inputs: Signature["inputs"],
  targets: Signature["targets"],
  feeds: Readonly<Record<string, OrtTensor>>,
): { received: string; next: string } {
  const found = (name: string) => look(feeds[name] as OrtTensor);
  for (const { name } of inputs) {
    const { broken } = found(name);
    if (broken > 0)
      return {
        received: `${broken} values of the input ${name} are NaN or infinite in this batch`,
        next: "Remove or replace missing values before training.",
      };
  }
  for (const [i, { name }] of targets.entries()) {
    const { broken } = found(name);
    if (broken > 0)
      return {
        received: `${broken} values of target ${i} are NaN or infinite in this batch`,
        next: "Remove the samples without a target, or give them another.",
      };
  }
  if (feeds[weightsInput] && found(weightsInput).broken > 0)
    return { received: "sample weights that are NaN or infinite", next: "Give finite sample weights." };
  const state = Object.keys(feeds).filter((name) => name.startsWith(stateName("")) && !name.includes("#"));
  const weights = state.map(found);
  const rates = `learning rate ${rate}`;
  const large = [...inputs, ...targets].find(({ name }) => found(name).largest > veryLarge);
  if (large)
    return {
      received: `values up to ${found(large.name).largest.toPrecision(3)} in ${large.name.startsWith("target/") ? "the targets" : `the input ${large.name}`}; ${rates}`,
      next: "Scale inputs and targets to a few units (normalise), then train again.",
    };
  if (weights.some(({ broken }) => broken > 0))
    return {
      received: `weights that became NaN in the step before; ${rates}`,
      next: "Clip gradients (clipNorm: 1) or lower the learning rate; a custom loss may have an infinite slope.",
    };
  const largest = Math.max(0, ...weights.map((weight) => weight.largest));
  return {
    received: `${rates}, largest weight ${largest.toPrecision(3)}`,
    next: "Lower the learning rate, by a factor of 10 to begin with, or clip gradients (clipNorm: 1).",
  };
}
