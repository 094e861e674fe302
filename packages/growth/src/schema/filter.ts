import { z } from "zod";

export const propertyKey = z.string().min(1).max(200);

/**
 * Where a property is read: on the event, on the person behind it, or a built-in field.
 * Built-ins: `event`, `distinct_id`, `person_id`, `session_id`, `hour_of_day`, `day_of_week` (in the project's zone).
 */
export const propertyOn = z.enum(["event", "person", "builtin"]);
export const propertyRef = z.strictObject({ on: propertyOn.default("event"), key: propertyKey });
export type PropertyRef = z.infer<typeof propertyRef>;

/**
 * Operators by type. Text: is … ends_with. Number: eq … between. Date: before, after. Any: is_set, is_not_set.
 * Negations (`is_not`, `not_contains`, `not_regex`, `not_in`, `neq`) also keep rows without the property.
 */
export const operators = [
  "is",
  "is_not",
  "in",
  "not_in",
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "regex",
  "not_regex",
  "eq",
  "neq",
  "gt",
  "gte",
  "lt",
  "lte",
  "between",
  "before",
  "after",
  "is_set",
  "is_not_set",
] as const;
export const operator = z.enum(operators);
export type Operator = z.infer<typeof operator>;

const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);
export const propertyFilter = z.strictObject({
  type: z.literal("property"),
  on: propertyOn.default("event"),
  key: propertyKey,
  operator,
  /** One value, or a list for `in`, `not_in` and `between` ([low, high], both inclusive). Dates as ISO text. */
  value: z.union([scalar, z.array(scalar).min(1).max(1000)]).optional(),
});
export type PropertyFilter = z.infer<typeof propertyFilter>;

export const cohortFilter = z.strictObject({
  type: z.literal("cohort"),
  cohort: z.string().min(1).max(64),
  negate: z.boolean().default(false),
});
export type CohortFilter = z.infer<typeof cohortFilter>;

export interface FilterGroup {
  type: "group";
  op: "and" | "or";
  filters: Filter[];
}
export type Filter = PropertyFilter | CohortFilter | FilterGroup;

const maxDepth = 5;
const filterAt = (depth: number): z.ZodType<Filter> =>
  depth === 0
    ? (z.discriminatedUnion("type", [propertyFilter, cohortFilter]) as z.ZodType<Filter>)
    : (z.discriminatedUnion("type", [propertyFilter, cohortFilter, groupAt(depth)]) as z.ZodType<Filter>);
function groupAt(depth: number) {
  return z.strictObject({
    type: z.literal("group"),
    op: z.enum(["and", "or"]).default("and"),
    filters: z.array(filterAt(depth - 1)).max(50),
  });
}
/** The one filter language of Lepton: nested and/or groups, at most five deep. */
export const filter = filterAt(maxDepth);
export const filterGroup = groupAt(maxDepth) as z.ZodType<FilterGroup>;

/** What a dynamic cohort asks of a person. */
export const cohortCriterion = z.discriminatedUnion("type", [
  propertyFilter,
  z.strictObject({
    /** Did (or did not do) an event a number of times within a window before now. */
    type: z.literal("behaviour"),
    event: z.string().min(1).max(200).nullable(),
    filter: filterGroup.optional(),
    times: z.strictObject({ op: z.enum(["gte", "lte", "eq"]), count: z.int().min(0).max(1_000_000) }),
    withinDays: z.int().min(1).max(3650).nullable().default(null),
    negate: z.boolean().default(false),
  }),
  z.strictObject({
    /** First ever event (matching) fell within the window. */
    type: z.literal("firstSeen"),
    event: z.string().min(1).max(200).nullable(),
    withinDays: z.int().min(1).max(3650),
  }),
]);
export const cohortDefinition = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("dynamic"),
    op: z.enum(["and", "or"]).default("and"),
    criteria: z.array(cohortCriterion).min(1).max(20),
  }),
  z.strictObject({ kind: z.literal("static") }),
]);
export type CohortDefinition = z.infer<typeof cohortDefinition>;
