import { float32, int32, type LossLike, type NdArray } from "@lepton/nn";
import { z } from "zod";
import { hazardLoss, logRatePoisson, zeroInflatedLognormal } from "./losses.ts";
import type { SequenceTarget, SurvivalTarget } from "./outcomes.ts";
import { wrongTask } from "./wrongTask.ts";

/** What the network's last layer says, and how it is read. */
export const headSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("classes"), classes: z.array(z.string()).min(2) }),
  z.object({ kind: z.literal("value"), mean: z.number(), deviation: z.number().positive() }),
  /** ln of the expected count. */
  z.object({ kind: z.literal("count"), mean: z.number().positive() }),
  /** Logit of "anything at all", mean and spread of the logarithm, in units of `scale`. */
  z.object({ kind: z.literal("amount"), scale: z.number().positive() }),
  /** Logit of the hazard of each interval that ends at an edge, in days. */
  z.object({ kind: z.literal("time"), edges: z.array(z.number().positive()).min(1) }),
]);
export type Head = z.infer<typeof headSchema>;

export type Family = "gaussian" | "poisson" | "zeroInflated";

/** Intervals of the time to an event: edges at quantiles of the observed times, the last at the end of the longest. */
const intervals = 20;

/** The head that a target needs. Values are counts where all are whole, unless a family is given. */
export function headFor(y: SequenceTarget, family?: Family): Head {
  if (y.task === "classification") return { kind: "classes", classes: [...y.classes] };
  if (y.task === "survival") return { kind: "time", edges: edgesOf(y) };
  const { values } = y;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const isCount = values.every((value) => Number.isInteger(value) && value >= 0);
  const chosen =
    family ?? (isCount ? "poisson" : values.some((value) => value < 0) ? "gaussian" : "zeroInflated");
  if (chosen !== "gaussian" && (mean <= 0 || values.some((value) => value < 0)))
    throw wrongTask(`The family ${chosen}`, "values from 0 on", "below 0");
  if (chosen === "poisson") return { kind: "count", mean };
  if (chosen === "zeroInflated") return { kind: "amount", scale: mean };
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { kind: "value", mean, deviation };
}

function edgesOf({ days, isObserved }: SurvivalTarget): number[] {
  const seen = Array.from(days)
    .filter((_, i) => isObserved[i] === 1)
    .sort((a, b) => a - b);
  const inner = Array.from(
    { length: intervals - 1 },
    (_, i) => seen[Math.floor(((i + 1) / intervals) * seen.length)] as number,
  );
  const last = days.reduce((a, b) => Math.max(a, b), 0) * (1 + 1e-9);
  return [...new Set([...inner.filter((edge) => edge > 0 && edge < last), last])].sort((a, b) => a - b);
}

export const outputsOf = (head: Head): number => {
  if (head.kind === "classes") return head.classes.length === 2 ? 1 : head.classes.length;
  return head.kind === "amount" ? 3 : head.kind === "time" ? head.edges.length : 1;
};
export const activationOf = (head: Head): "linear" | "sigmoid" | "softmax" =>
  head.kind === "classes" ? (head.classes.length === 2 ? "sigmoid" : "softmax") : "linear";

export function lossOf(head: Head): LossLike {
  switch (head.kind) {
    case "classes":
      return head.classes.length === 2 ? "binaryCrossentropy" : "sparseCategoricalCrossentropy";
    case "count":
      return logRatePoisson();
    case "amount":
      return zeroInflatedLognormal();
    case "time":
      return hazardLoss();
    default:
      return "meanSquaredError";
  }
}

/** Outcomes as the loss compares them with. */
export function truthOf(head: Head, y: SequenceTarget): NdArray {
  if (y.task === "classification")
    return y.classes.length > 2
      ? int32(y.labels)
      : float32(Float32Array.from(y.labels), [y.labels.length, 1]);
  if (y.task === "survival") return hazardTruth(head, y);
  const [shift, scale] =
    head.kind === "value" ? [head.mean, head.deviation] : [0, head.kind === "amount" ? head.scale : 1];
  return float32(
    Float32Array.from(y.values, (value) => (value - shift) / scale),
    [y.values.length, 1],
  );
}

/** [rows, 2K]: whether it came in interval k; whether interval k was lived through, or it came in it. */
function hazardTruth(head: Head, { days, isObserved }: SurvivalTarget): NdArray {
  const edges = head.kind === "time" ? head.edges : [];
  const k = edges.length;
  const truth = new Float32Array(days.length * 2 * k);
  days.forEach((time, row) => {
    for (let i = 0; i < k; i++) {
      const [from, to] = [i === 0 ? 0 : (edges[i - 1] as number), edges[i] as number];
      const isHere = isObserved[row] === 1 && time >= from && time < to;
      // Who was watched for most of an interval counts as having lived through it.
      const isLivedThrough = time >= (isObserved[row] === 1 ? to : (from + to) / 2);
      truth[row * 2 * k + i] = Number(isHere);
      truth[row * 2 * k + k + i] = Number(isHere || isLivedThrough);
    }
  });
  return float32(truth, [days.length, 2 * k]);
}

/** Numbers per row that `read` gives. */
export const widthOf = (head: Head): number =>
  head.kind === "classes" ? head.classes.length : head.kind === "time" ? head.edges.length : 1;

/** Probabilities per class, an expected value, or the chance that nothing came until each edge. [rows · width] */
export function read(head: Head, outputs: ArrayLike<number>): Float64Array {
  const size = outputsOf(head);
  const rows = outputs.length / size;
  const all = new Float64Array(rows * widthOf(head));
  for (let row = 0; row < rows; row++) {
    const at = (i: number) => outputs[row * size + i] as number;
    if (head.kind === "classes" && size === 1) all.set([1 - at(0), at(0)], 2 * row);
    else if (head.kind === "classes") for (let c = 0; c < size; c++) all[row * size + c] = at(c);
    else if (head.kind === "value") all[row] = head.mean + head.deviation * at(0);
    else if (head.kind === "count") all[row] = Math.exp(at(0));
    else if (head.kind === "amount") {
      const spread = spreadOf(at(2));
      all[row] = head.scale * sigmoid(at(0)) * Math.exp(at(1) + (spread * spread) / 2);
    } else {
      let left = 1;
      for (let i = 0; i < size; i++) {
        left *= 1 - sigmoid(at(i));
        all[row * size + i] = left;
      }
    }
  }
  return all;
}
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** As `zeroInflatedLognormal` has it. */
const spreadOf = (x: number) => Math.min(2.5, Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) + 0.05);
