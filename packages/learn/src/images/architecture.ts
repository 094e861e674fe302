import {
  activation,
  batchNormalization,
  conv2d,
  dense,
  dropout,
  flatten,
  globalAveragePooling2d,
  input,
  type Layer,
  type Model,
  maxPooling2d,
  model,
  onnxLayer,
  rescaling,
  type Symbolic,
  sequential,
} from "@lepton/nn";

export interface Backbone {
  /** An .onnx file's bytes: a network of pictures [batch, 3, height, width] to features or feature maps. */
  bytes: Uint8Array;
  /** What it was trained on: pixels from 0 to 1, from −1 to 1, or ImageNet's mean 0 and deviation 1. */
  scale: "unit" | "signed" | "imagenet";
  isTrained: boolean;
  /** How the file takes pictures. */
  layout: "channelsFirst" | "channelsLast";
}

interface Shape {
  height: number;
  width: number;
  channels: 1 | 3;
  outputs: number;
}

/** Name of the layer whose output Grad-CAM reads. */
export const mapsLayer = "maps";

const normalised = (filters: number, name?: string): Layer[] => [
  conv2d(filters, 3, { padding: "same", useBias: false }),
  // Keras' 0.99 needs more steps than a small folder gives: held-out losses would judge its running means.
  batchNormalization({ momentum: 0.9 }),
  activation("relu", name === undefined ? {} : { name }),
];

/**
 * A network for pictures of this size. Up to 40 pixels: three convolutions of 32, 64, 128 filters and a dense layer, so
 * that places count. Larger: blocks that halve the picture until about 6 pixels are left, then the mean over places.
 */
export function fromScratch({ height, width, channels, outputs }: Shape, seed: number): Model {
  const head = dense(outputs, { activation: "softmax" });
  const side = Math.min(height, width);
  const first = input({ shape: [height, width, channels] });
  if (side < 12)
    return sequential(
      [first, ...normalised(32), ...normalised(64, mapsLayer), flatten(), dropout(0.3), head],
      { seed },
    );
  if (side <= 40)
    return sequential(
      [
        first,
        conv2d(32, 3, { padding: "same", activation: "relu" }),
        maxPooling2d(2),
        ...normalised(64),
        maxPooling2d(2),
        ...normalised(128, mapsLayer),
        dropout(0.3),
        flatten(),
        dense(128, { activation: "relu" }),
        dropout(0.4),
        head,
      ],
      { seed },
    );
  const blocks = Math.max(3, Math.min(5, Math.round(Math.log2(side / 6))));
  const layers: Layer[] = [];
  for (let block = 0; block < blocks; block++) {
    const filters = Math.min(128, 16 * 2 ** block);
    layers.push(...normalised(filters, block === blocks - 1 ? mapsLayer : undefined));
    if (block < blocks - 1) layers.push(maxPooling2d(2));
  }
  return sequential([first, ...layers, globalAveragePooling2d(), dropout(0.3), head], { seed });
}

const imagenet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
function scaleTo(scale: Backbone["scale"]): Layer[] {
  if (scale === "unit") return [];
  if (scale === "signed") return [rescaling(2, { offset: -1 })];
  const offset = imagenet.mean.map((m, c) => -m / (imagenet.deviation[c] as number));
  return [
    rescaling(
      imagenet.deviation.map((d) => 1 / d),
      { offset },
    ),
  ];
}

/** A head of its own over a network of others; feature maps are averaged over places. */
export function fromBackbone(
  { height, width, channels, outputs }: Shape,
  backbone: Backbone,
  seed: number,
): Model {
  const { bytes, scale, isTrained, layout } = backbone;
  const body = onnxLayer(bytes, {
    layout: layout === "channelsFirst" ? "channelsLast" : "asFile",
    trainable: isTrained,
    name: mapsLayer,
  });
  const x = input({ shape: [height, width, channels] });
  const features = through(x, [...scaleTo(scale), body]);
  const pooled = features.shape.length === 4 ? globalAveragePooling2d()(features) : flatten()(features);
  const output = dense(outputs, { activation: "softmax" })(dropout(0.2)(pooled));
  return model({ inputs: [x], outputs: [output], seed });
}

/** The network up to its maps, sharing its weights. */
export function mapsOf(net: Model): Model {
  const layers = net.layers.filter(({ kind }) => kind !== "input");
  const until = layers.findIndex(({ name }) => name === mapsLayer);
  const x = input({ shape: (net.inputs[0] as Symbolic).shape.slice(1) as number[] });
  return model({ inputs: [x], outputs: [through(x, layers.slice(0, until + 1))] });
}
const through = (x: Symbolic, layers: readonly Layer[]): Symbolic =>
  layers.reduce((value, layer) => layer(value), x);

/** A linear model of the pixels: the baseline beside majority. */
export const onPixels = ({ height, width, channels, outputs }: Shape, seed: number): Model =>
  sequential(
    [input({ shape: [height, width, channels] }), flatten(), dense(outputs, { activation: "softmax" })],
    { seed },
  );
