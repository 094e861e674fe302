import { LeptonError } from "@lepton/core";
import type { Model, NdArray } from "@lepton/nn";
import { mapsLayer, mapsOf } from "./architecture.ts";

/** What Grad-CAM takes, [height, width, channels] row-major each. */
export interface FeatureMaps {
  activations: Float32Array;
  gradients: Float64Array;
  height: number;
  width: number;
  channels: number;
}

/**
 * Maps A of one picture and ∂(class score before softmax)/∂A. The head after the maps is one of two, so its gradient is
 * written out: mean over places and a dense layer, ∂/∂A = w/places; or flattened, W₁, relu, W₂: W₁·(1[h > 0]·w₂).
 * Errors: LEARN_MAPS.
 */
export async function featureMapsOf(net: Model, x: NdArray, classAt: number): Promise<FeatureMaps> {
  const at = net.layers.findIndex(({ name }) => name === mapsLayer);
  if (at < 0) throw noMaps(net.name);
  const body = mapsOf(net);
  const output = await body.predict(x);
  await body.close();
  const [, height, width, channels] = output.shape;
  if (height === undefined || width === undefined || channels === undefined) throw noMaps("a vector");
  const activations = output.data as Float32Array;
  const dense = net.layers.slice(at + 1).filter(({ kind }) => kind === "dense");
  const [first, second] = await weightsOf(
    net,
    dense.map(({ name }) => name),
  );
  const places = height * width;
  const gradients = new Float64Array(places * channels);
  const isPooled = net.layers.slice(at + 1).some(({ kind }) => kind === "globalAveragePooling2d");
  if (!first) throw noMaps("a network without a dense layer");
  if (!second) {
    const { values, outputs } = first;
    for (let i = 0; i < gradients.length; i++)
      gradients[i] = isPooled
        ? (values[(i % channels) * outputs + classAt] as number) / places
        : (values[i * outputs + classAt] as number);
    return { activations, gradients, height, width, channels };
  }
  const slope = new Float64Array(first.outputs);
  for (let unit = 0; unit < first.outputs; unit++) {
    let sum = first.bias[unit] as number;
    for (let i = 0; i < activations.length; i++)
      sum += (activations[i] as number) * (first.values[i * first.outputs + unit] as number);
    if (sum > 0) slope[unit] = second.values[unit * second.outputs + classAt] as number;
  }
  for (let i = 0; i < gradients.length; i++) {
    let sum = 0;
    for (let unit = 0; unit < first.outputs; unit++)
      sum += (first.values[i * first.outputs + unit] as number) * (slope[unit] as number);
    gradients[i] = sum;
  }
  return { activations, gradients, height, width, channels };
}

/** Kernels [inputs, outputs] and biases of dense layers by name. */
async function weightsOf(net: Model, names: readonly string[]) {
  const all = await net.getWeights();
  return names.map((name) => {
    const own = net.weights.flatMap((weight, i) =>
      weight.name.startsWith(`${name}/`) ? [all[i] as NdArray] : [],
    );
    const [kernel, bias] = own;
    return {
      values: kernel?.data as Float32Array,
      bias: bias?.data as Float32Array,
      outputs: kernel?.shape[1] ?? 1,
    };
  });
}

const noMaps = (received: string) =>
  new LeptonError("LEARN_MAPS", {
    problem: "This network has no maps of places that Grad-CAM could show.",
    received,
    next: "Take a convolutional network, or a backbone that ends in its last convolution; occlusion works for any.",
  });
