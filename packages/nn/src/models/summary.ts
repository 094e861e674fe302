import { sizeOf } from "../array/ndArray.ts";
import type { Model } from "./model.ts";

/** Layers with their output shapes and numbers of parameters, as Keras prints them. */
export function summary(model: Model): string {
  const rows = model.network.calls.map(({ layer, outputs }) => [
    `${layer.name} (${layer.kind})`,
    `(${(outputs[0]?.shape ?? []).map((dim) => (dim === "batch" ? "None" : dim)).join(", ")})`,
    layer.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0).toLocaleString("en"),
  ]);
  return rows.map((row) => row.join("  ")).join("\n");
}
