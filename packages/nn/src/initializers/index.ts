import { type Random, random } from "@lepton/core";
import { z } from "zod";
import { sizeOf } from "../array/ndArray.ts";

/** How a weight starts, as plain data: Keras' names and defaults. */
export const initializerSchema = z.union([
  z.enum([
    "zeros",
    "ones",
    "glorotUniform",
    "glorotNormal",
    "heUniform",
    "heNormal",
    "lecunUniform",
    "lecunNormal",
    "orthogonal",
  ]),
  z.object({ name: z.literal("constant"), value: z.number() }).strict(),
  z
    .object({
      name: z.literal("randomNormal"),
      mean: z.number().default(0),
      stddev: z.number().positive().default(0.05),
    })
    .strict(),
  z
    .object({
      name: z.literal("randomUniform"),
      minval: z.number().default(-0.05),
      maxval: z.number().default(0.05),
    })
    .strict(),
  z
    .object({
      name: z.literal("truncatedNormal"),
      mean: z.number().default(0),
      stddev: z.number().positive().default(0.05),
    })
    .strict(),
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

/** Values of a weight of this shape. The same seed gives the same numbers. */
export function initialValues(
  initializer: Initializer,
  shape: readonly number[],
  fans: Fans,
  seed: number,
): Float32Array {
  const data = new Float32Array(sizeOf(shape));
  const draws = random(seed);
  const { fanIn, fanOut, isOutputFirst = false } = fans;
  if (typeof initializer === "object") {
    switch (initializer.name) {
      case "constant":
        return data.fill(initializer.value);
      case "unitForget": {
        const units = data.length / 4;
        return initialValues(initializer.others, shape, fans, seed).fill(1, units, 2 * units);
      }
      case "randomNormal":
        return filled(data, () => (initializer.mean ?? 0) + (initializer.stddev ?? 0.05) * draws.normal());
      case "randomUniform":
        return uniform(data, draws, initializer.minval ?? -0.05, initializer.maxval ?? 0.05);
      default:
        return truncated(data, draws, initializer.stddev ?? 0.05, initializer.mean ?? 0);
    }
  }
  switch (initializer) {
    case "zeros":
      return data;
    case "ones":
      return data.fill(1);
    case "glorotUniform":
      return symmetric(data, draws, Math.sqrt(6 / (fanIn + fanOut)));
    case "glorotNormal":
      return scaledNormal(data, draws, Math.sqrt(2 / (fanIn + fanOut)));
    case "heUniform":
      return symmetric(data, draws, Math.sqrt(6 / fanIn));
    case "heNormal":
      return scaledNormal(data, draws, Math.sqrt(2 / fanIn));
    case "lecunUniform":
      return symmetric(data, draws, Math.sqrt(3 / fanIn));
    case "lecunNormal":
      return scaledNormal(data, draws, Math.sqrt(1 / fanIn));
    default:
      return orthogonal(data, isOutputFirst ? [shape[0] ?? 1, data.length / (shape[0] ?? 1)] : shape, draws);
  }
}

function filled(data: Float32Array, draw: () => number): Float32Array {
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return data;
}
const uniform = (data: Float32Array, draws: Random, low: number, high: number) =>
  filled(data, () => low + (high - low) * draws.next());
const symmetric = (data: Float32Array, draws: Random, limit: number) => uniform(data, draws, -limit, limit);
/** Standard deviation of a normal cut at ±2: Keras widens it so that what is left has the one asked for. */
const cutNormal = 0.8796256610342398;
const scaledNormal = (data: Float32Array, draws: Random, stddev: number) =>
  truncated(data, draws, stddev / cutNormal);

function truncated(data: Float32Array, draws: Random, stddev: number, mean = 0): Float32Array {
  return filled(data, () => {
    let z = draws.normal();
    while (Math.abs(z) > 2) z = draws.normal();
    return mean + stddev * z;
  });
}

/**
 * Rows (or columns, the fewer) orthonormal: Gram–Schmidt, twice for accuracy, on normal draws.
 * Shape: all axes but the last are rows. Source: Saxe et al. 2014, arXiv:1312.6120.
 */
function orthogonal(data: Float32Array, shape: readonly number[], draws: Random): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const rows = data.length / columns;
  const isTall = rows >= columns;
  const [count, length] = isTall ? [columns, rows] : [rows, columns];
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const v = Float64Array.from({ length }, () => draws.normal());
    for (let pass = 0; pass < 2; pass++)
      for (const u of vectors) {
        let dot = 0;
        for (let k = 0; k < length; k++) dot += (u[k] as number) * (v[k] as number);
        for (let k = 0; k < length; k++) v[k] = (v[k] as number) - dot * (u[k] as number);
      }
    const norm = Math.hypot(...v);
    vectors.push(v.map((value) => value / norm));
  }
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      data[r * columns + c] = (isTall ? vectors[c]?.[r] : vectors[r]?.[c]) as number;
  return data;
}
