import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { concat } from "../../ops/concat.ts";
import { reverse } from "../../ops/reverse.ts";
import { defineLayer, type Layer, type LayerOptions, layerFrom } from "../layer.ts";
import { layerSchema } from "./layerSchema.ts";

const modes = {
  concat: (x: Tensor, y: Tensor) => concat([x, y], x.shape.length - 1),
  sum: add,
  mul,
  ave: (x: Tensor, y: Tensor) => mul(add(x, y), 0.5),
} as const;
type Mode = keyof typeof modes;

const layer = defineLayer("bidirectional", {
  config: z
    .object({
      forward: layerSchema,
      backward: layerSchema,
      mergeMode: z.enum(Object.keys(modes) as [Mode, ...Mode[]]).default("concat"),
    })
    .strict(),
  inner: ({ forward, backward }) => [forward, backward],
  call: ([x, ...states], _, { forward, backward, mergeMode }, { callInner, mask }) => {
    const half = states.length / 2;
    const masks = [mask(0)];
    const [there, ...theirs] = callInner(forward, [x, ...states.slice(0, half)], masks) as [Tensor];
    const [back, ...others] = callInner(backward, [x, ...states.slice(half)], masks) as [Tensor];
    // Backwards the sequence comes out from its end: turned, so that both tell of the same step.
    const turned = backward.config.returnSequences ? reverse(back, [1]) : back;
    return [modes[mergeMode](there, turned), ...theirs, ...others];
  },
  mask: (_, { mask }, { forward }) => (forward.config.returnSequences ? mask(0) : undefined),
});

interface Options extends LayerOptions {
  mergeMode?: Mode;
  /** Reads from the end; a copy of the first layer unless given. */
  backwardLayer?: Layer;
}

/**
 * A recurrent layer read from both ends, the outputs joined: "concat" [..., 2u], "sum", "mul" or "ave" [..., u].
 * Shape: [batch, time, features], then initial states (those forwards, then those backwards) or none. With the layer's
 * `returnState` the states follow the output in the same order. Masked steps put out zeros in a sequence, as in Keras.
 * Source: Schuster & Paliwal 1997. Errors: NN_CONFIG_INVALID when the two layers do not put out alike.
 */
export function bidirectional(of: Layer, { mergeMode, backwardLayer, ...options }: Options = {}): Layer {
  const source = backwardLayer ?? of;
  for (const key of ["returnSequences", "returnState"])
    if (!isRecurrent(of) || !isRecurrent(source) || of.config[key] !== source.config[key])
      throw new LeptonError("NN_CONFIG_INVALID", {
        problem: "bidirectional takes recurrent layers that put out alike.",
        received: `${of.kind} ${key}: ${of.config[key]}, ${source.kind} ${key}: ${source.config[key]}`,
        next: "Give lstm, gru or simpleRnn layers with equal returnSequences and returnState.",
      });
  if (backwardLayer && backwardLayer.config.goBackwards === of.config.goBackwards)
    throw new LeptonError("NN_CONFIG_INVALID", {
      problem: "Both layers of bidirectional read in the same direction.",
      received: `goBackwards: ${of.config.goBackwards} of both`,
      next: "Give the backwardLayer { goBackwards: true }.",
    });
  const copy = ({ kind, name, config }: Layer, prefix: string, goBackwards: unknown) =>
    layerFrom(kind, {
      ...config,
      goBackwards,
      name: `${prefix}_${name}`,
      zeroOutputForMask: config.returnSequences,
    });
  return layer({
    forward: copy(of, "forward", of.config.goBackwards),
    backward: copy(source, "backward", !of.config.goBackwards),
    ...(mergeMode === undefined ? {} : { mergeMode }),
    ...options,
  });
}

const isRecurrent = ({ config }: Layer): boolean => "goBackwards" in config && "returnSequences" in config;
