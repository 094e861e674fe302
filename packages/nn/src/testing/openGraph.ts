import type { NdArray } from "../array/ndArray.ts";
import { inputName } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { validateModel } from "../onnx/validate.ts";
import { createSession, fromOrt, toOrt } from "../runtime/ort.ts";

/** One session over `outputs`, run as often as wanted with values in the order of `inputs`. */
export async function openGraph(inputs: readonly Tensor[], outputs: readonly Tensor[]) {
  const { model, bytes } = writeGraph({
    name: "open",
    inputs,
    outputs: Object.fromEntries(outputs.map((t, i) => [`y${i}`, t])),
    variable: () => "constant",
  });
  validateModel(model);
  const session = await createSession(bytes);
  return {
    model,
    run: async (...values: readonly NdArray[]): Promise<NdArray[]> => {
      const fed = await Promise.all(
        inputs.map(async (t, i) => [inputName(t) as string, await toOrt(values[i] as NdArray)] as const),
      );
      const results = await session.run(Object.fromEntries(fed));
      return outputs.map((_, i) => fromOrt(results[`y${i}`] as Awaited<ReturnType<typeof toOrt>>));
    },
    close: () => session.release(),
  };
}

/** How many nodes of each operator, those inside loops counted too. */
export function operators(graph: {
  nodes: Awaited<ReturnType<typeof openGraph>>["model"]["graph"]["nodes"];
}) {
  const counts: Record<string, number> = {};
  const visit = ({ nodes }: typeof graph): void => {
    for (const { opType, attributes } of nodes) {
      counts[opType] = (counts[opType] ?? 0) + 1;
      for (const attribute of Object.values(attributes ?? {}))
        if (attribute.type === "graph") visit(attribute.value);
    }
  };
  visit(graph);
  return counts;
}
