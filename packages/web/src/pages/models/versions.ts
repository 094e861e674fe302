import type { ModelSummary } from "@lepton/server";

/** One version per name, as a name is read: the published one, else the newest. Names in the order of their newest. */
export function leading<M extends Pick<ModelSummary, "name" | "stage" | "version">>(
  items: readonly M[],
): M[] {
  const byName = new Map<string, M>();
  for (const item of items) {
    const best = byName.get(item.name);
    if (best === undefined || comesBefore(item, best)) byName.set(item.name, item);
  }
  return [...byName.values()];
}

function comesBefore(
  a: Pick<ModelSummary, "stage" | "version">,
  b: Pick<ModelSummary, "stage" | "version">,
): boolean {
  const isPublished = a.stage === "published";
  return isPublished === (b.stage === "published") ? a.version > b.version : isPublished;
}
