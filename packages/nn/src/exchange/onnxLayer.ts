import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import { defineLayer, type Layer, type LayerOptions, type WeightSpec } from "../layers/layer.ts";
import { toChannelsFirst, toChannelsLast } from "../ops/transpose.ts";
import { interpret } from "./interpret.ts";
import { networkSchema, type OnnxNetwork } from "./onnxNetwork.ts";
import { type ReadOptions, readNetwork } from "./readNetwork.ts";

/** Values of four axes and more are pictures. */
const isPicture = ({ shape }: Tensor): boolean => shape.length >= 4;

const layer = defineLayer("onnx", {
  config: z.strictObject({
    network: networkSchema,
    layout: z.enum(["asFile", "channelsLast"]).default("asFile"),
  }),
  weights: (_, { network }): Record<string, WeightSpec> =>
    Object.fromEntries(
      network.weights.map(({ name, shape, isTrained }) => [
        name,
        { shape, initializer: "zeros", isStatistic: !isTrained, value: network.values.get(name) },
      ]),
    ),
  call: (inputs, weights: Record<string, Tensor>, { network, layout }, { isTraining, update }) => {
    const isTurned = layout === "channelsLast";
    const given = inputs.map((x) => (isTurned && isPicture(x) ? toChannelsFirst(x) : x));
    const outputs = interpret(network, given, weights, { isTraining, update });
    return outputs.map((y) => (isTurned && isPicture(y) ? toChannelsLast(y) : y));
  },
});

export interface OnnxLayerOptions extends ReadOptions, Pick<LayerOptions, "name"> {
  /**
   * "asFile" unless told: pictures go in as the file takes them, mostly [batch, channels, height, width]. "channelsLast":
   * pictures go in and come out as [batch, height, width, channels], like those of the other layers.
   */
  layout?: "asFile" | "channelsLast";
}

/**
 * A network from the bytes of an .onnx file as one layer, frozen unless told: `dense(2)(fromOnnx(bytes)(x))`. It takes
 * batches of any size, also where the file fixes one. Weights keep their names in the file, behind the layer's.
 * While it is trained, batch normalisations use the batch's statistics unless they are frozen; dropout does nothing.
 * Operators read: those of MobileNet, ResNet, EfficientNet, VGG, SqueezeNet and the like, opset 7 to 20, float32.
 * Errors: NN_ONNX_INVALID, NN_ONNX_UNSUPPORTED listing all operators that are not read, NN_ONNX_VALUE_UNKNOWN.
 */
export function onnxLayer(
  bytes: Uint8Array,
  { layout = "asFile", name, ...options }: OnnxLayerOptions = {},
): Layer {
  const network: OnnxNetwork = readNetwork(bytes, options);
  const isTrainable = options.freezeUntil !== undefined || (options.trainable ?? false) !== false;
  return layer({ network, layout, isTrainable, ...(name === undefined ? {} : { name }) });
}
