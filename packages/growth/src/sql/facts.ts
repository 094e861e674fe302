import { LeptonError } from "@lepton/core";
import type { QuestionContext } from "../context.ts";
import type { CohortDefinition } from "../schema/filter.ts";
import type { DateRange } from "../schema/time.ts";
import type { Facts } from "./draft.ts";
import { resolveRange, type Span } from "./range.ts";

/** Looks up what SQL is written from: whether people were merged, and the cohorts that `asked` names anywhere. */
export async function lookUpFacts(context: QuestionContext, asked: unknown): Promise<Facts> {
  assertZone(context.timezone);
  const [merged, cohorts] = await Promise.all([
    context.warehouse.query("SELECT 1 AS one FROM identities WHERE project = {project:String} LIMIT 1", {
      project: context.project,
    }),
    loadCohorts(context, [asked, context.internalUsers]),
  ]);
  return {
    context,
    project: context.project,
    timezone: context.timezone,
    weekStart: context.weekStart,
    nowMs: context.now.getTime(),
    hasIdentities: merged.length > 0,
    cohorts,
  };
}

/** The span of a range; asks for the project's first event only when the range begins there. */
export async function spanOf(facts: Facts, range: DateRange): Promise<Span> {
  if (range.from !== "all") return resolveRange(range, facts, null);
  const { warehouse, project } = facts.context;
  const [row] = await warehouse.query<{ first: string; n: string }>(
    "SELECT toUnixTimestamp64Milli(min(ts)) AS first, count() AS n FROM events WHERE project = {project:String}",
    { project },
  );
  return resolveRange(range, facts, row && Number(row.n) > 0 ? Number(row.first) : null);
}

async function loadCohorts(
  context: QuestionContext,
  asked: unknown,
): Promise<ReadonlyMap<string, CohortDefinition>> {
  const found = new Map<string, CohortDefinition>();
  const load = async (value: unknown, trail: readonly string[]): Promise<void> => {
    for (const id of cohortsIn(value)) {
      if (trail.includes(id))
        throw new LeptonError("GROWTH_COHORT_CIRCLE", {
          problem: "This cohort is defined by itself.",
          received: [...trail, id].join(" → "),
          next: "Take one of these cohorts out of the other's definition.",
          field: "filter.cohort",
        });
      const definition = found.get(id) ?? (await context.cohort(id));
      found.set(id, definition);
      await load(definition, [...trail, id]);
    }
  };
  await load(asked, []);
  return found;
}

/** Ids of the cohort filters anywhere inside a question or a definition. */
function cohortsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(cohortsIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "cohort" && "cohort" in value ? [String(value.cohort)] : [];
  return [...own, ...Object.values(value).flatMap(cohortsIn)];
}

function assertZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch (cause) {
    throw new LeptonError(
      "GROWTH_ZONE_UNKNOWN",
      {
        problem: "The project's time zone is not known.",
        received: timezone,
        next: "Choose an IANA zone such as Europe/Berlin in the project's settings.",
        field: "timezone",
      },
      { cause },
    );
  }
}
