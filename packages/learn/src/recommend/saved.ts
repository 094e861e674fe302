import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { blendScorer, savedBlendSchema } from "./blend.ts";
import { loadEase, savedEaseSchema } from "./ease.ts";
import { loadFactorisation, savedFactorisationSchema } from "./factorisation.ts";
import { fittedRecommender } from "./fitted.ts";
import { itemFeatures, savedItemFeaturesSchema } from "./itemFeatures.ts";
import { loadItemItem, savedItemItemSchema } from "./itemItem.ts";
import { peopleFrom, savedPersonSchema } from "./people.ts";
import { popularityScorer, savedPopularitySchema } from "./popularity.ts";
import type { FittedRecommender } from "./recommendation.ts";
import type { Scorer } from "./scorer.ts";
import { savedSequentialSchema, sequentialScorer } from "./sequential.ts";

const scorerSchema = z.discriminatedUnion("kind", [
  savedPopularitySchema,
  savedItemItemSchema,
  savedEaseSchema,
  savedFactorisationSchema,
  savedSequentialSchema,
  savedBlendSchema,
]);
const schema = z.object({
  kind: z.literal("recommender"),
  name: z.string(),
  items: z.array(z.string()),
  fittedItems: z.int().min(1),
  warnings: z.array(z.string()),
  scorer: scorerSchema,
  popular: savedPopularitySchema,
  alike: savedItemItemSchema,
  people: z.array(savedPersonSchema),
  features: savedItemFeaturesSchema.nullable(),
});

/** A fitted recommender from what its `toJSON` gave, histories and counts included. Errors: LEARN_SAVED_MODEL. */
export function recommenderFromJSON(json: unknown): FittedRecommender {
  const { scorer, popular, alike, people, features, ...rest } = readSaved(schema, json);
  return fittedRecommender({
    ...rest,
    scorer: scorerFrom(scorer),
    popular: popularityScorer(popular),
    alike: loadItemItem(alike),
    people: peopleFrom(people),
    features: features && itemFeatures(features),
  });
}

function readSaved<S extends z.ZodType>(of: S, json: unknown): z.output<S> {
  const read = of.safeParse(json);
  if (read.success) return read.data;
  throw new LeptonError("LEARN_SAVED_MODEL", {
    problem: "This is not a saved recommender.",
    received: z.prettifyError(read.error),
    next: "Give what `toJSON` of a fitted recommender returned.",
  });
}

function scorerFrom(saved: z.infer<typeof scorerSchema>): Scorer {
  switch (saved.kind) {
    case "popularity":
      return popularityScorer(saved);
    case "itemItem":
      return loadItemItem(saved);
    case "ease":
      return loadEase(saved);
    case "factorisation":
      return loadFactorisation(saved);
    case "sequential":
      return sequentialScorer(saved);
    case "blend":
      return blendScorer({
        items: saved.items,
        weights: saved.weights,
        members: saved.members.map((member) => scorerFrom(readSaved(scorerSchema, member))),
      });
  }
}
