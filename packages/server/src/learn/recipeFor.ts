import {
  type EventMeaning,
  type FilterGroup,
  Inquiry,
  proposeRecipe,
  type Recipe,
  readyRecipes,
} from "@lepton/growth";
import type { LearnContext } from "../context.ts";
import type { RecipeProposal, TrainRequest } from "../contract/model.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";
import { toProblem } from "../http/problem.ts";

/** Made-up survey answers of the sample company know when their person will stop buying: nothing is learnt from them. */
const realOnly: FilterGroup = {
  type: "group",
  op: "and",
  filters: [{ type: "property", on: "event", key: "$simulated", operator: "is_not", value: true }],
};

const meaningOf = ({ coreEvent, revenueEvent, revenueProperty, hasSample }: Project): EventMeaning => ({
  coreEvent,
  revenueEvent,
  revenueProperty,
  ...(hasSample ? { filter: realOnly } : {}),
});

export const inquiryOf = (
  context: LearnContext,
  project: Project,
  signal: AbortSignal,
  asked: unknown = null,
) => Inquiry.open(questionContext(context, project, signal), asked);

/** The recipe of a request: as it was given, or a ready one filled in from the data. */
export async function recipeFor(
  context: LearnContext,
  project: Project,
  { recipe, horizonDays }: Pick<TrainRequest, "horizonDays"> & { recipe: Recipe | RecipeProposal["id"] },
  signal: AbortSignal,
): Promise<Recipe> {
  if (typeof recipe !== "string") return recipe;
  const inquiry = await inquiryOf(context, project, signal);
  const { recipe: proposed } = await proposeRecipe(inquiry, recipe, meaningOf(project));
  return horizonDays === undefined ? proposed : { ...proposed, horizonDays };
}

/** Every ready recipe, or why this project cannot have it. */
export async function proposals(
  context: LearnContext,
  project: Project,
  signal: AbortSignal,
): Promise<RecipeProposal[]> {
  const found: RecipeProposal[] = [];
  for (const id of readyRecipes)
    try {
      const inquiry = await inquiryOf(context, project, signal);
      found.push({ id, problem: null, ...(await proposeRecipe(inquiry, id, meaningOf(project))) });
    } catch (error) {
      const { problem: told } = toProblem(error);
      // Only what is wrong with this recipe; anything else fails the request.
      if (!told.code.startsWith("RECIPE_")) throw error;
      const { code, problem, next } = told;
      found.push({ id, recipe: null, problem: { code, problem, next }, basis: {} });
    }
  return found;
}

/** Person property that the scores of a recipe are written to. */
export function personPropertyOf({ name, target }: Pick<Recipe, "name" | "target">): string {
  const word = name.replaceAll("-", "_");
  return `lepton_${word}${{ noEvent: "_risk", event: "_chance", value: "" }[target.kind]}`;
}
