import type { Model } from "@lepton/server";
import { byWeight, typicalRow } from "../whatIf/row.ts";

const fewFeatures = 3;

/** A call that runs as it stands, once a key is put in: the strongest features of a typical person. */
export function predictSnippet(
  origin: string,
  project: string,
  model: Pick<Model, "name" | "inputs" | "drivers">,
): string {
  const features = typicalRow(byWeight(model.inputs, model.drivers).slice(0, fewFeatures));
  // Inside single quotes of a shell, one is written '\''.
  const body = JSON.stringify({ features, explain: true }).replaceAll("'", "'\\''");
  return `curl ${origin}/api/projects/${project}/models/${model.name}/predict \\
  -H 'authorization: Bearer lp_YOUR_KEY' \\
  -H 'content-type: application/json' \\
  -d '${body}'`;
}
