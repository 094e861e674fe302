import type { QuestionContext } from "@lepton/growth";
import type { AppContext } from "../context.ts";
import type { Project } from "../contract/project.ts";

/** What `@lepton/growth` needs to know of a project to answer its questions. */
export function questionContext(
  { warehouse, meta }: Pick<AppContext, "warehouse" | "meta">,
  project: Project,
  signal: AbortSignal,
): QuestionContext {
  return {
    warehouse,
    project: project.id,
    timezone: project.timezone,
    weekStart: project.weekStart,
    currency: project.currency,
    now: new Date(),
    internalUsers: project.internalUsersFilter ?? undefined,
    cohort: async (id) => (await meta.cohorts.get(project.id, id)).definition,
    signal,
  };
}
