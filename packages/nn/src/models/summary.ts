import { sizeOf } from "../array/ndArray.ts";
import type { Shape } from "../graph/shape.ts";
import type { Layer, LayerCall, Weight } from "../layers/layer.ts";
import type { Model } from "./model.ts";
import { boxTable, type TableColumn } from "./table.ts";

/** Keras' widths on a terminal of 80 columns. */
const threeColumns: readonly TableColumn[] = [
  { title: "Layer (type)", align: "left", width: 33 },
  { title: "Output Shape", align: "left", width: 24 },
  { title: "Param #", align: "right", width: 15 },
];
const fourColumns: readonly TableColumn[] = [
  { title: "Layer (type)", align: "left", width: 21 },
  { title: "Output Shape", align: "left", width: 19 },
  { title: "Param #", align: "right", width: 12 },
  { title: "Connected to", align: "left", width: 19 },
];

/**
 * The table that Keras 3 prints: each layer once with its output shape and parameters, where its inputs come from if
 * that is not the layer above, and totals. A sequential model's input has no row, as there.
 */
export function summary({ name, network, isSequential }: Model): string {
  const { calls, layers } = network;
  const isChain = calls.every(
    ({ inputs }, i) =>
      inputs.length <= 1 && (i === 0 ? inputs.length === 0 : inputs[0]?.call === calls[i - 1]),
  );
  const isShared = layers.length < calls.length;
  const isSimple = isChain && !isShared && network.inputs.length === 1;
  const columns = isSimple ? threeColumns : fourColumns;
  const shown = layers.filter(({ kind }) => !(isSequential && kind === "input"));
  const rows = shown.map((layer) => {
    const own = calls.filter((call) => call.layer === layer);
    const fields = [`${layer.name} (${className(layer)})`, shapes(own), count(layer.weights)];
    return isSimple ? fields : [...fields, connections(own, calls)];
  });
  const trainable = network.weights.filter(({ isTrainable }) => isTrainable);
  const fixed = network.weights.filter(({ isTrainable }) => !isTrainable);
  return [
    `Model: "${name}"`,
    boxTable(columns, rows),
    ` Total params: ${total(network.weights)}`,
    ` Trainable params: ${total(trainable)}`,
    ` Non-trainable params: ${total(fixed)}`,
  ].join("\n");
}

/** As Keras names classes: maxPooling2d is MaxPooling2D. */
function className({ kind }: Layer): string {
  if (kind === "input") return "InputLayer";
  const known: Readonly<Record<string, string>> = {
    elu: "ELU",
    gru: "GRU",
    leakyRelu: "LeakyReLU",
    lstm: "LSTM",
    prelu: "PReLU",
    relu: "ReLU",
    rmsNormalization: "RMSNormalization",
    simpleRnn: "SimpleRNN",
  };
  return (
    known[kind] ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`.replace(/([123])d(?=$|[A-Z])/, "$1D")
  );
}

const shapeOf = (shape: Shape): string =>
  `(${shape.map((dim) => (typeof dim === "number" ? dim : "None")).join(", ")}${shape.length === 1 ? "," : ""})`;

function shapes(own: readonly LayerCall[]): string {
  const outputs = own.at(-1)?.outputs ?? [];
  const list = outputs.map(({ shape }) => shapeOf(shape));
  return list.length === 1 ? (list[0] as string) : `[${list.join(", ")}]`;
}

/** `layer[call][output]` of each input. */
function connections(own: readonly LayerCall[], calls: readonly LayerCall[]): string {
  const places = own.flatMap(({ inputs }) =>
    inputs.map(({ call, output }) => {
      const nth = calls.filter(({ layer }) => layer === call.layer).indexOf(call);
      return `${call.layer.name}[${nth}][${output}]`;
    }),
  );
  return places.length === 0 ? "-" : places.join(", ");
}

const parameters = (weights: readonly Weight[]) => weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
const count = (weights: readonly Weight[]) => parameters(weights).toLocaleString("en");
const total = (weights: readonly Weight[]) => `${count(weights)} (${memory(4 * parameters(weights))})`;

/** `1.21 MB`, in steps of 1024. */
export function memory(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)} ${units[unit]}`;
}
