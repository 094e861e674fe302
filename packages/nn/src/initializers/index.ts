import { LeptonError, random } from "@lepton/core";
import { z } from "zod";
import { sizeOf } from "../array/ndArray.ts";
import { mixSeed } from "../data/seed.ts";
import { showShape } from "../graph/shape.ts";
import { fillNormal, fillUniform } from "./fill.ts";
import { orthogonal } from "./orthogonal.ts";

/** Variance scaled by the fans: scale / fan, drawn from one of Keras' distributions. */
interface Scaling {
  scale: number;
  mode: "fanIn" | "fanOut" | "fanAvg";
  distribution: "uniform" | "truncatedNormal" | "untruncatedNormal";
}
const scalings = {
  glorotUniform: { scale: 1, mode: "fanAvg", distribution: "uniform" },
  glorotNormal: { scale: 1, mode: "fanAvg", distribution: "truncatedNormal" },
  heUniform: { scale: 2, mode: "fanIn", distribution: "uniform" },
  heNormal: { scale: 2, mode: "fanIn", distribution: "truncatedNormal" },
  lecunUniform: { scale: 1, mode: "fanIn", distribution: "uniform" },
  lecunNormal: { scale: 1, mode: "fanIn", distribution: "truncatedNormal" },
} as const satisfies Record<string, Scaling>;
type ScalingName = keyof typeof scalings;

const stddev = z.number().positive().default(0.05);
const gain = z.number().default(1);
const configured = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("constant"), value: z.number() }),
  z.strictObject({ name: z.literal("identity"), gain }),
  z.strictObject({ name: z.literal("orthogonal"), gain }),
  z.strictObject({ name: z.literal("randomNormal"), mean: z.number().default(0), stddev }),
  z.strictObject({
    name: z.literal("randomUniform"),
    minval: z.number().default(-0.05),
    maxval: z.number().default(0.05),
  }),
  z.strictObject({ name: z.literal("truncatedNormal"), mean: z.number().default(0), stddev }),
  z.strictObject({
    name: z.literal("varianceScaling"),
    scale: z.number().positive().default(1),
    mode: z.enum(["fanIn", "fanOut", "fanAvg"]).default("fanIn"),
    distribution: z.enum(["uniform", "truncatedNormal", "untruncatedNormal"]).default("truncatedNormal"),
  }),
]);
const plain = ["identity", "orthogonal", "randomNormal", "randomUniform", "truncatedNormal"] as const;

/**
 * How a weight starts, as plain data: Keras' names and defaults. `"glorotUniform"`, or with options
 * `{ name: "truncatedNormal", stddev: 0.02 }`.
 */
export const initializerSchema = z.union([
  z.enum(["zeros", "ones", ...(Object.keys(scalings) as ScalingName[]), ...plain]),
  configured,
]);
export type NamedInitializer = z.input<typeof initializerSchema>;
/** The bias of an LSTM [4u]: ones for the forget gate, which is second, `others` for the rest. */
export type Initializer = NamedInitializer | { name: "unitForget"; others: NamedInitializer };

/** How many inputs feed one output of a weight, and the reverse: what the variance is scaled by. */
export interface Fans {
  fanIn: number;
  fanOut: number;
  /** Outputs lie along the first axis (kernels of convolutions), not the last: what "orthogonal" makes rows of. */
  isOutputFirst?: boolean;
}

/**
 * Values of a weight of this shape. The same seed gives the same numbers.
 * Errors: NN_SHAPE_MISMATCH when an identity is asked for that is no matrix.
 */
export function initialValues(
  initializer: Initializer,
  shape: readonly number[],
  fans: Fans,
  seed: number,
): Float32Array {
  const data = new Float32Array(sizeOf(shape));
  if (typeof initializer === "object" && initializer.name === "unitForget") {
    const units = data.length / 4;
    return initialValues(initializer.others, shape, fans, seed).fill(1, units, 2 * units);
  }
  if (initializer === "zeros") return data;
  if (initializer === "ones") return data.fill(1);
  // Mixed: the first draws of neighbouring seeds are neighbours, and weights have neighbouring seeds.
  const { next } = random(mixSeed(seed, Math.floor(seed / 2 ** 32)));
  if (typeof initializer === "string" && initializer in scalings)
    return scaled(data, fans, scalings[initializer as ScalingName], next);
  const options = configured.parse(typeof initializer === "string" ? { name: initializer } : initializer);
  switch (options.name) {
    case "constant":
      return data.fill(options.value);
    case "identity":
      return identity(data, shape, options.gain);
    case "orthogonal": {
      const columns = (fans.isOutputFirst ? data.length / (shape[0] ?? 1) : shape.at(-1)) ?? 1;
      return orthogonal(data.length / columns, columns, options.gain, next);
    }
    case "randomNormal":
      return fillNormal(data, next, options.mean, options.stddev);
    case "randomUniform":
      return fillUniform(data, next, options.minval, options.maxval);
    case "truncatedNormal":
      return fillNormal(data, next, options.mean, options.stddev, 2);
    default:
      return scaled(data, fans, options, next);
  }
}

/** Standard deviation of a normal cut at ±2: Keras widens it so that what is left has the one asked for. */
const cutNormal = 0.8796256610342398;

/** Variance scale / fan. Source: Glorot & Bengio 2010, PMLR 9:249–256; He et al. 2015, arXiv:1502.01852. */
function scaled(
  data: Float32Array,
  { fanIn, fanOut }: Fans,
  { scale, mode, distribution }: Scaling,
  next: () => number,
): Float32Array {
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  const variance = scale / Math.max(1, fan);
  if (distribution === "uniform") {
    const limit = Math.sqrt(3 * variance);
    return fillUniform(data, next, -limit, limit);
  }
  const deviation = Math.sqrt(variance);
  return distribution === "untruncatedNormal"
    ? fillNormal(data, next, 0, deviation)
    : fillNormal(data, next, 0, deviation / cutNormal, 2);
}

/** `gain` on the diagonal of a matrix, 0 elsewhere. */
function identity(data: Float32Array, shape: readonly number[], diagonal: number): Float32Array {
  const [rows = 1, columns = 1] = shape;
  if (shape.length !== 2)
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "Only a matrix can start as the identity.",
      received: `a weight of shape ${showShape(shape)}`,
      next: "Take another initializer for this weight, or a layer whose weight is a matrix.",
    });
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = diagonal;
  return data;
}
