import type { ReadyRecipe } from "@lepton/server";

const recipes = ["churn", "conversion", "lifetime-value"] as const satisfies readonly ReadyRecipe[];
export const readyRecipes: readonly ReadyRecipe[] = recipes;

const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined =>
  list.find((it) => it === value);
const given = <T extends object>(found: T): T =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as T;

/** State of the list in its address: the recipe whose training dialog is open. */
export interface ModelsSearch {
  train?: ReadyRecipe;
}
export const modelsSearch = (raw: Record<string, unknown>): ModelsSearch =>
  given({ train: oneOf(readyRecipes, raw.train) });

export const modelTabs = ["quality", "people", "whatIf", "monitor", "about"] as const;
export type ModelTab = (typeof modelTabs)[number];

/** State of one model's page in its address. */
export interface ModelSearch {
  tab?: ModelTab;
  /** Lowest score of the people listed. */
  threshold?: number;
  /** Whose features the what-if begins with; absent: a typical person. */
  person?: string;
}
export const modelSearch = (raw: Record<string, unknown>): ModelSearch =>
  given({
    tab: oneOf(modelTabs, raw.tab),
    threshold:
      typeof raw.threshold === "number" && Number.isFinite(raw.threshold) ? raw.threshold : undefined,
    person: raw.person === undefined || raw.person === "" ? undefined : String(raw.person),
  });
