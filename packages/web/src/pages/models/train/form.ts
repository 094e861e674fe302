import type { ReadyRecipe, Recipe, RecipeProposal, TrainRequest } from "@lepton/server";

/** What the training dialog asks. */
export interface TrainForm {
  /** The event the question is about; null: any event. */
  event: string | null;
  horizonDays: number;
  cutoffs: number;
  windowsDays: number[];
  topEvents: number;
  budgetSeconds: number;
  seed: number;
}

const defaults = { cutoffs: 5, windowsDays: [7, 30, 90], topEvents: 10, budgetSeconds: 60, seed: 1 };
const firstHorizon = 30;

export function formOf({ recipe }: Pick<RecipeProposal, "recipe">): TrainForm {
  if (!recipe) return { ...defaults, event: null, horizonDays: firstHorizon };
  return {
    ...defaults,
    event: recipe.target.event,
    horizonDays: recipe.horizonDays,
    cutoffs: recipe.cutoffs.count,
    windowsDays: recipe.features.windowsDays,
    topEvents: recipe.features.topEvents,
  };
}

/** What keeps the form from being sent, by field. */
export function problemsOf(ready: ReadyRecipe, form: TrainForm): ("event" | "windowsDays")[] {
  return [
    ...(form.event === null && ready !== "churn" ? (["event"] as const) : []),
    ...(form.windowsDays.length === 0 ? (["windowsDays"] as const) : []),
  ];
}

const sameList = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/**
 * A ready recipe travels by its name, so that the server fills it in; one that was changed beyond its horizon travels
 * whole. `null`: without a proposal and a property of money there is no value to predict.
 */
export function requestOf(ready: ReadyRecipe, proposed: Recipe | null, form: TrainForm): TrainRequest | null {
  const rest = { budgetSeconds: form.budgetSeconds, seed: form.seed };
  const isReady =
    proposed !== null &&
    proposed.target.event === form.event &&
    proposed.cutoffs.count === form.cutoffs &&
    proposed.features.topEvents === form.topEvents &&
    sameList(proposed.features.windowsDays, form.windowsDays);
  if (isReady)
    return {
      recipe: ready,
      ...(proposed.horizonDays === form.horizonDays ? {} : { horizonDays: form.horizonDays }),
      ...rest,
    };
  const recipe = wholeOf(ready, proposed, form);
  return recipe && { recipe, ...rest };
}

function wholeOf(ready: ReadyRecipe, proposed: Recipe | null, form: TrainForm): Recipe | null {
  const { event, horizonDays } = form;
  const target = targetOf(ready, proposed, event);
  if (target === null) return null;
  const base = proposed?.population ?? { minTimes: 1, cohort: null };
  return {
    version: 1,
    excludeInternal: true,
    ...proposed,
    name: ready,
    horizonDays,
    target,
    // Whoever was active within two horizons; older ones have left already.
    population: {
      ...base,
      event: ready === "conversion" ? null : event,
      without: ready === "conversion" ? event : null,
      withinDays: 2 * horizonDays,
    },
    cutoffs: { everyDays: null, ...proposed?.cutoffs, count: form.cutoffs },
    features: {
      money: null,
      firstTouch: 5,
      ...proposed?.features,
      windowsDays: form.windowsDays,
      topEvents: form.topEvents,
    },
  };
}

function targetOf(
  ready: ReadyRecipe,
  proposed: Recipe | null,
  event: string | null,
): Recipe["target"] | null {
  if (ready === "churn") return { kind: "noEvent", event };
  if (event === null) return null;
  if (ready === "conversion") return { kind: "event", event };
  return proposed?.target.kind === "value" ? { ...proposed.target, event } : null;
}
