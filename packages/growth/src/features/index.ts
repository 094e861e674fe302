export { type Feature, type FeaturePlan, featuresOf } from "./definitions.ts";
export { planRecipe, type RecipePlan } from "./plan.ts";
export {
  type EventMeaning,
  type Proposal,
  proposeRecipe,
  type ReadyRecipe,
  readyRecipes,
} from "./propose.ts";
export { type Recipe, type RecipeInput, recipe } from "./recipe.ts";
export { type FeatureRow, featureRows, populationSize, type RowsAsked } from "./rows.ts";
