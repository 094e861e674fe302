import { onnxModel } from "@lepton/nn";
import { loadNetwork, type SavedNetwork } from "../tabular/fittedNetwork.ts";
import { shapeOf } from "../tabular/networkInput.ts";
import { float32Type, type Graph, int, int32Type } from "./graph.ts";
import { codesOf, type OnnxColumns, readColumns } from "./reading.ts";
import { standardiseIn } from "./standardise.ts";

const own = { numbers: "network_numbers", categories: "network_categories", output: "network_output" };

/** The network's output [rows, outputs] as double: its own graph behind one that makes what it reads. */
export async function networkIn(graph: Graph, saved: SavedNetwork, columns: OnnxColumns): Promise<string> {
  encodeIn(graph, saved, columns);
  const net = await loadNetwork(saved);
  try {
    const shape = shapeOf(saved.encoding);
    const written = await onnxModel(net, {
      inputNames: [
        ...(shape.numbers > 0 ? [own.numbers] : []),
        ...(shape.categories > 0 ? [own.categories] : []),
      ],
      outputNames: [own.output],
    });
    graph.nodes.push(...written.graph.nodes);
    graph.initializers.push(...written.graph.initializers);
  } finally {
    await net.close();
  }
  return graph.double(own.output);
}

/** What `networkInput` makes of a frame, under the names of the network's inputs. */
function encodeIn(graph: Graph, { recipe, encoding }: SavedNetwork, columns: OnnxColumns): void {
  const reading = readColumns(graph, recipe, columns);
  const named = (value: string, to: number, name: string) => {
    graph.nodes.push({ opType: "Cast", inputs: [value], outputs: [name], attributes: { to: int(to) } });
  };
  if (reading.numbers !== null)
    named(numbersIn(graph, reading.numbers, encoding, reading.numberAt), float32Type, own.numbers);
  let offset = 0;
  const ids: string[] = [];
  for (const [j, oneHot] of reading.categoryAt) {
    const feature = recipe[j];
    if (feature?.as !== "category") continue;
    const codes = codesOf(feature);
    const id = Array.from({ length: codes }, (_, code) => offset + code);
    ids.push(graph.op("MatMul", [oneHot, graph.doubles(id, [codes, 1])]));
    offset += codes;
  }
  if (ids.length > 0) named(graph.beside(ids), int32Type, own.categories);
}

/** [rows, numbers]: per feature its standardised value, its piecewise-linear encoding, and whether it is missing. */
function numbersIn(
  graph: Graph,
  numbers: string,
  { design, edges }: SavedNetwork["encoding"],
  numberAt: ReadonlyMap<number, number>,
): string {
  const features = [...numberAt.keys()];
  const parts = features.flatMap((j) => (design[j]?.as === "number" ? [design[j]] : []));
  const { z, isMissing, missing } = standardiseIn(graph, numbers, parts);
  const bins = features.flatMap((j, at) =>
    (edges[j] ?? []).slice(1).map((high, b) => ({ at, low: edges[j]?.[b] as number, high })),
  );
  const made = [z, missing];
  if (bins.length > 0) {
    const row = (of: (bin: (typeof bins)[number]) => number) => graph.doubles(bins.map(of), [1, bins.length]);
    const places = bins.map(({ at }) => at);
    const above = graph.op("Sub", [graph.columns(numbers, places), row(({ low }) => low)]);
    const share = graph.op("Div", [above, row(({ low, high }) => high - low)]);
    const clipped = graph.op("Clip", [share, graph.doubles([0], []), graph.doubles([1], [])]);
    made.push(graph.op("Where", [graph.columns(isMissing, places), graph.doubles([0], [1]), clipped]));
  }
  // Standardised values first, then missing, then bins: brought into the order that the network was trained with.
  const n = features.length;
  const order = parts.flatMap((part, at) => [
    at,
    ...bins.flatMap((bin, b) => (bin.at === at ? [2 * n + b] : [])),
    ...(part.hasMissing ? [n + at] : []),
  ]);
  return graph.columns(graph.beside(made), order);
}
