import { z } from "zod";
import type { NdArray } from "../array/ndArray.ts";
import { readOptions } from "../data/options.ts";
import { constant } from "../graph/op.ts";
import type { Weight } from "../layers/layer.ts";
import type { Callback } from "../models/callback.ts";
import type { Model } from "../models/model.ts";
import { div, mul } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { equal, logicalNot } from "../ops/compare.ts";
import { where } from "../ops/where.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { overwrite, readBack } from "../training/residence.ts";

const pruningSchema = z.strictObject({
  /** Share of each weight's elements that is 0 in the end. */
  finalSparsity: z.number().min(0).lt(1),
  /** Share that is 0 after the first pruning; 0 unless told. */
  initialSparsity: z.number().min(0).lt(1).default(0),
  /** First epoch at whose end weights are pruned (0-based), 0 unless told. */
  beginEpoch: z.int().min(0).default(0),
  /** Epoch at whose end the final share is reached; leave some epochs after it, in which the rest adapts. */
  endEpoch: z.int().min(0),
  /** How fast it rises at first; 3 unless told. */
  power: z.number().positive().default(3),
  /** Names of the layers; every kernel unless told. */
  layers: z.array(z.string()).optional(),
});
export type PruningOptions = z.input<typeof pruningSchema>;

/** s(t) = s_f + (s_i − s_f)·(1 − t)^power, t from 0 to 1 over the epochs. Source: Zhu & Gupta 2017, arXiv:1710.01878. */
export function sparsityAt(epoch: number, options: PruningOptions): number {
  const { finalSparsity, initialSparsity, beginEpoch, endEpoch, power } = readOptions(
    pruningSchema,
    options,
    "pruning",
  );
  if (epoch < beginEpoch) return 0;
  const t = endEpoch > beginEpoch ? Math.min(1, (epoch - beginEpoch) / (endEpoch - beginEpoch)) : 1;
  return finalSparsity + (initialSparsity - finalSparsity) * (1 - t) ** power;
}

/**
 * Sets the smallest elements of kernels to zero at the end of epochs, more of them from epoch to epoch. They stay zero
 * while training goes on when the model was compiled with `keepsPruned(optimizer)`; otherwise they grow again within
 * the next epoch. The epoch's logs get `sparsity`. Errors: NN_OPTION_INVALID.
 * Source: Han et al. 2015, arXiv:1506.02626 (by magnitude); Zhu & Gupta 2017, arXiv:1710.01878 (schedule).
 * @example
 * ```ts
 * net.compile({ optimizer: keepsPruned(adam()), loss: "mse" });
 * await net.fit(x, y, { epochs: 8, callbacks: [magnitudePruning({ finalSparsity: 0.8, endEpoch: 5 })] });
 * await stripPruning(net);
 * ```
 */
export function magnitudePruning(options: PruningOptions): Callback {
  const { layers, beginEpoch } = readOptions(pruningSchema, options, "pruning");
  return {
    onEpochEnd: async (epoch, logs, model) => {
      const weights = prunable(model, layers);
      if (epoch >= beginEpoch) {
        const share = sparsityAt(epoch, options);
        await readBack(weights);
        overwrite(
          weights,
          weights.map(({ value }) => pruned(value, share)),
        );
      }
      logs.sparsity = (await sparsity(model, layers)).total;
    },
  };
}

/** Matrices and filters; biases, scales and embeddings of one row are too small to matter. */
const prunable = (model: Model, layers: readonly string[] | undefined): Weight[] => {
  const named = layers?.map((name) => model.layer(name));
  const chosen = named ? named.flatMap(({ weights }) => [...weights]) : model.weights;
  return chosen.filter(({ shape, isTrainable }) => shape.length >= 2 && isTrainable);
};

/** −0 is what was pruned: it computes like 0, and differs from a weight that happens to be 0 (a new bias). */
function pruned({ data, shape }: NdArray, share: number): NdArray {
  const sizes = Float32Array.from(data as Float32Array, Math.abs).sort();
  const count = Math.round(share * sizes.length);
  if (count === 0) return { dtype: "float32", shape, data: data as Float32Array };
  const threshold = sizes[count - 1] as number;
  let left = count;
  const values = Float32Array.from(data as Float32Array, (value) => {
    // Of equal ones only as many as are due.
    if (Math.abs(value) > threshold || left === 0) return value;
    left--;
    return -0;
  });
  return { dtype: "float32", shape, data: values };
}

/** The optimiser, under which weights that were pruned (−0) stay so: wₜ₊₁ = wₜ where 1/wₜ = −∞. */
export const keepsPruned = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  ...(optimizer.withoutDecay && { withoutDecay: () => keepsPruned(optimizer.withoutDecay?.() ?? optimizer) }),
  update: (weight, gradient, slots, context) => {
    const next = optimizer.update(weight, gradient, slots, context);
    const isPruned = equal(div(1, weight), constant(Number.NEGATIVE_INFINITY));
    // −1 · 0, since ONNX Runtime's Where loses the sign of a zero.
    const moved = mul(where(isPruned, -1, next.weight), cast(logicalNot(isPruned), "float32"));
    return { ...next, weight: moved };
  },
});

export interface Sparsity {
  /** Share of zeros in all kernels together. */
  readonly total: number;
  /** And in each, by weight. */
  readonly byWeight: Readonly<Record<string, number>>;
}
/** Shares of zeros in the kernels, measured. */
export async function sparsity(model: Model, layers?: readonly string[]): Promise<Sparsity> {
  const weights = prunable(model, layers);
  await readBack(weights);
  const zeros = weights.map(({ value }) =>
    (value.data as Float32Array).reduce((n, v) => n + (v === 0 ? 1 : 0), 0),
  );
  const elements = weights.map(({ value }) => value.data.length);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return {
    total: weights.length === 0 ? 0 : sum(zeros) / sum(elements),
    byWeight: Object.fromEntries(
      weights.map(({ name }, i) => [name, (zeros[i] as number) / (elements[i] as number)]),
    ),
  };
}

/** Ends pruning: zeros are plain zeros again, which further training may move. Gives the sparsity reached. */
export async function stripPruning(model: Model): Promise<Sparsity> {
  const reached = await sparsity(model);
  const { weights } = model;
  await readBack(weights);
  overwrite(
    weights,
    weights.map(({ value }) => ({
      ...value,
      data: (value.data as Float32Array).map((v) => (v === 0 ? 0 : v)),
    })) as NdArray[],
  );
  return reached;
}
