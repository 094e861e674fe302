import { z } from "zod";
import { filterGroup, propertyKey } from "../schema/filter.ts";

const eventName = z.string().min(1).max(200);
/** Lower-case words joined by `-`: stands in addresses and, with `_`, in person properties. */
export const recipeName = z
  .string()
  .min(1)
  .max(48)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "lower-case letters and digits in words joined by -");

/** Who is asked about, judged at each cutoff from what happened before it. */
export const population = z.strictObject({
  /** People who did this; null: any event. */
  event: eventName.nullable().default(null),
  /** The event lies at most so many days before the cutoff; null: any time before. */
  withinDays: z.int().min(1).max(3650).nullable().default(null),
  minTimes: z.int().min(1).max(10_000).default(1),
  /** People who have not done this yet (conversion). */
  without: eventName.nullable().default(null),
  /** Members of a saved cohort only. A cohort is judged today, not at the cutoff; the model's warnings say so. */
  cohort: z.string().min(1).max(64).nullable().default(null),
});

/** What happens within `horizonDays` after the cutoff. `noEvent` with null: no event at all. */
export const target = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("noEvent"), event: eventName.nullable() }),
  z.strictObject({ kind: z.literal("event"), event: eventName }),
  /** The sum of a numeric property. */
  z.strictObject({ kind: z.literal("value"), event: eventName, property: propertyKey }),
]);

/** The instants at which the question is asked of the past. */
export const cutoffs = z.strictObject({
  /** At most so many; as many as the data has room for are taken, the latest is the test. */
  count: z.int().min(2).max(12).default(5),
  /** Days between them; null: the horizon, so that no outcome overlaps another. */
  everyDays: z.int().min(1).max(730).nullable().default(null),
  /** Midnights in the project's zone, instead of the above. */
  dates: z.array(z.iso.date()).min(2).max(12).optional(),
});

export const featureSet = z.strictObject({
  /** Windows before the cutoff in which events and active days are counted, days. */
  windowsDays: z.array(z.int().min(1).max(730)).min(1).max(5).default([7, 30, 90]),
  /** Events counted by name, the most frequent ones. */
  topEvents: z.int().min(0).max(30).default(10),
  /** The property with the money, for sums and means; null: none. */
  money: z.strictObject({ event: eventName, property: propertyKey }).nullable().default(null),
  /** Text properties of a person's first event, such as its source or country; at most so many. */
  firstTouch: z.int().min(0).max(20).default(5),
});

/** One question about people's future, as plain data. */
export const recipe = z.strictObject({
  version: z.literal(1).default(1),
  name: recipeName,
  population: population.prefault({}),
  target,
  horizonDays: z.int().min(1).max(730),
  cutoffs: cutoffs.prefault({}),
  features: featureSet.prefault({}),
  /** Which events are read at all. */
  filter: filterGroup.optional(),
  excludeInternal: z.boolean().default(true),
});

export type Recipe = z.infer<typeof recipe>;
export type RecipeInput = z.input<typeof recipe>;
