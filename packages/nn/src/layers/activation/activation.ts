import { z } from "zod";
import { type Activation, activate, activationSchema } from "../../activations/index.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";

const layer = defineLayer("activation", {
  config: z.object({ activation: activationSchema }).strict(),
  call: ([x], _, { activation }) => activate(x, activation),
});

/** y = f(x), element by element; softmax over the last axis. Shape: [...] → the same. */
export const activation = (name: Activation, options: LayerOptions = {}): Layer =>
  layer({ activation: name, ...options });
