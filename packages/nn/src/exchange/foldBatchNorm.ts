import { float32, type NdArray } from "../array/ndArray.ts";
import { readBy } from "../graph/trimOutputs.ts";
import type { GraphProto, NodeProto } from "../onnx/model.ts";

/** A graph and the numbers of its weights by name. */
export interface Weighted {
  readonly nodes: readonly NodeProto[];
  readonly values: ReadonlyMap<string, NdArray>;
}

/**
 * Writes batch normalisations into the convolution before them, where both are frozen and nothing else reads what lies
 * between: w ← w·k, b ← (b − mean)·k + β per filter with k = γ / √(var + ε). `mayFold`: whether these weights stay.
 */
export function foldBatchNorm(
  { nodes, values }: Weighted,
  outputs: GraphProto["outputs"],
  mayFold: (weights: readonly string[]) => boolean,
): Weighted {
  const readers = new Map<string, number>();
  const count = (name: string) => readers.set(name, (readers.get(name) ?? 0) + 1);
  for (const node of nodes) node.inputs.forEach(count);
  for (const { name } of outputs) count(name);
  const isOnly = (name: string) => readers.get(name) === 1;
  const giver = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const next = new Map(values);
  const replaced = new Map<NodeProto, NodeProto | undefined>();
  for (const norm of nodes) {
    const [x = "", ...parameters] = norm.inputs;
    const conv = giver.get(x);
    if (norm.opType !== "BatchNormalization" || conv?.opType !== "Conv" || replaced.has(conv)) continue;
    const [, kernel = "", bias = ""] = conv.inputs;
    const own = [kernel, ...(bias === "" ? [] : [bias])];
    const all = [...own, ...parameters];
    const [w, b] = [values.get(kernel), values.get(bias)];
    const [gamma, beta, mean, variance] = parameters.map((name) => values.get(name)?.data);
    const isKnown = all.every((name) => values.has(name));
    const isApart = [x, ...own, parameters[1] ?? ""].every(isOnly);
    if (!w || !gamma || !beta || !mean || !variance || !isKnown || !isApart || !mayFold(all)) continue;
    const epsilon = norm.attributes?.epsilon;
    const added = epsilon?.type === "float" ? epsilon.value : 1e-5;
    const factor = Float64Array.from(
      variance as Float32Array,
      (v, f) => (gamma[f] as number) / Math.sqrt(v + added),
    );
    const perFilter = w.data.length / factor.length;
    next.set(
      kernel,
      float32(
        Float32Array.from(
          w.data as Float32Array,
          (v, i) => v * (factor[Math.floor(i / perFilter)] as number),
        ),
        w.shape,
      ),
    );
    // The bias takes the place of β, which every normalisation has.
    const shift = parameters[1] as string;
    next.set(
      shift,
      float32(
        Float32Array.from(
          factor,
          (k, f) => (Number(b?.data[f] ?? 0) - (mean[f] as number)) * k + (beta[f] as number),
        ),
      ),
    );
    replaced.set(conv, {
      ...conv,
      inputs: [conv.inputs[0] as string, kernel, shift],
      outputs: norm.outputs.slice(0, 1),
    });
    replaced.set(norm, undefined);
  }
  const left = nodes.flatMap((node) => {
    if (!replaced.has(node)) return [node];
    return replaced.get(node) ?? [];
  });
  const read = new Set(left.flatMap(readBy));
  return { nodes: left, values: new Map([...next].filter(([name]) => read.has(name))) };
}
