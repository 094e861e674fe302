import { blendMethod } from "./blend.ts";
import { type EaseOptions, easeMethod } from "./ease.ts";
import { type FactorisationOptions, factorisationMethod } from "./factorisation.ts";
import { type ItemItemOptions, itemItemMethod } from "./itemItem.ts";
import { type PopularityOptions, popularityMethod } from "./popularity.ts";
import { type Recommender, recommender } from "./recommender.ts";
import { type SequentialOptions, sequentialMethod } from "./sequential.ts";

/** What most people use, recent events first; the baseline that any recommender must beat. */
export const popularity = (options: PopularityOptions = {}): Recommender =>
  recommender(popularityMethod(options));
/** Items that the same people use. */
export const itemItem = (options: ItemItemOptions = {}): Recommender => recommender(itemItemMethod(options));
/** A linear model of each item from all others, in closed form. */
export const ease = (options: EaseOptions = {}): Recommender => recommender(easeMethod(options));
/** Implicit feedback as inner products of people and items. */
export const factorisation = (options: FactorisationOptions = {}): Recommender =>
  recommender(factorisationMethod(options));
/** The next item from the order of the last ones, by a network of attention. */
export const sequential = (options: SequentialOptions = {}): Recommender =>
  recommender(sequentialMethod(options));
/** Several methods in one, weighted by what they foretold of the last fifth of the events. */
export const blend = (members: readonly Recommender[], name?: string): Recommender =>
  recommender(
    blendMethod(
      members.map(({ method }) => method),
      name,
    ),
  );
