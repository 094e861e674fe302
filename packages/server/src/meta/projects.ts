import { LeptonError } from "@lepton/core";
import type { FeedbackEvent, FilterGroup } from "../contract/growth.ts";
import type { CreateProjectRequest, Project, UpdateProjectRequest } from "../contract/project.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import type { ProjectRow } from "./tables.ts";

/** A project without the asking member's role. */
export type ProjectRecord = Omit<Project, "role">;
export interface Projects {
  all(): Promise<ProjectRecord[]>;
  /** 404 when it is not there. */
  get(id: string): Promise<ProjectRecord>;
  create(settings: CreateProjectRequest): Promise<ProjectRecord>;
  update(id: string, patch: UpdateProjectRequest): Promise<ProjectRecord>;
  setSample(id: string, hasSample: boolean): Promise<void>;
  /** Forgets the project and everything saved in it; its events are the caller's to erase. */
  remove(id: string): Promise<void>;
}

/** Projects and their settings. */
export function projectsOf({ db, atomically }: Store): Projects {
  const projects: Projects = {
    async all() {
      return (await db.selectFrom("projects").selectAll().orderBy("created_at").execute()).map(toProject);
    },
    async get(id) {
      const row = await db.selectFrom("projects").selectAll().where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw projectNotFound(id);
      return toProject(row);
    },
    async create(settings) {
      const id = newId("prj");
      await db
        .insertInto("projects")
        .values({
          id,
          name: settings.name,
          timezone: settings.timezone ?? "UTC",
          week_start: settings.weekStart ?? "sunday",
          currency: settings.currency ?? "USD",
          core_event: settings.coreEvent ?? null,
          revenue_event: settings.revenueEvent ?? null,
          revenue_property: settings.revenueProperty ?? null,
          internal_users_filter: asText(settings.internalUsersFilter ?? null),
          pmf_threshold: settings.pmfThreshold ?? 0.4,
          store_ip: settings.storeIp ? 1 : 0,
          drop_bots: settings.dropBots ? 1 : 0,
          feedback_events: JSON.stringify(settings.feedbackEvents ?? []),
          has_sample: 0,
          created_at: new Date().toISOString(),
        })
        .execute();
      return projects.get(id);
    },
    async update(id, patch) {
      await db
        .updateTable("projects")
        .set({
          // Kysely leaves undefined columns alone.
          name: patch.name,
          timezone: patch.timezone,
          week_start: patch.weekStart,
          currency: patch.currency,
          core_event: patch.coreEvent,
          revenue_event: patch.revenueEvent,
          revenue_property: patch.revenueProperty,
          internal_users_filter:
            patch.internalUsersFilter === undefined ? undefined : asText(patch.internalUsersFilter),
          pmf_threshold: patch.pmfThreshold,
          store_ip: asBit(patch.storeIp),
          drop_bots: asBit(patch.dropBots),
          feedback_events: patch.feedbackEvents && JSON.stringify(patch.feedbackEvents),
          // Keeps the statement valid when nothing else is set.
          id,
        })
        .where("id", "=", id)
        .execute();
      return projects.get(id);
    },
    async setSample(id, hasSample) {
      await db
        .updateTable("projects")
        .set({ has_sample: hasSample ? 1 : 0 })
        .where("id", "=", id)
        .execute();
    },
    async remove(id) {
      const owned = [
        "memberships",
        "keys",
        "insights",
        "dashboards",
        "cohorts",
        "surveys",
        "jobs",
        "models",
        "experiments",
        "audiences",
        "alerts",
        "audience_people",
        "deliveries",
        "alert_events",
        "webhook_secrets",
        "act_settings",
      ] as const;
      await atomically([
        ...owned.map((table) => db.deleteFrom(table).where("project_id", "=", id)),
        db.deleteFrom("projects").where("id", "=", id),
      ]);
    },
  };
  return projects;
}

export function projectNotFound(id: string): LeptonError {
  return new LeptonError("PROJECT_NOT_FOUND", {
    problem: "There is no such project, or you are not a member of it.",
    received: id,
    next: "List your projects with GET /api/projects.",
    status: 404,
  });
}

function asText(filter: unknown): string | null {
  return filter === null ? null : JSON.stringify(filter);
}

function asBit(is: boolean | undefined): 0 | 1 | undefined {
  return is === undefined ? undefined : is ? 1 : 0;
}

function toProject(row: ProjectRow): ProjectRecord {
  return {
    id: row.id,
    name: row.name,
    timezone: row.timezone,
    weekStart: row.week_start,
    currency: row.currency,
    coreEvent: row.core_event,
    revenueEvent: row.revenue_event,
    revenueProperty: row.revenue_property,
    internalUsersFilter:
      row.internal_users_filter === null ? null : (JSON.parse(row.internal_users_filter) as FilterGroup),
    pmfThreshold: row.pmf_threshold,
    storeIp: row.store_ip === 1,
    dropBots: row.drop_bots === 1,
    feedbackEvents: JSON.parse(row.feedback_events) as FeedbackEvent[],
    hasSample: row.has_sample === 1,
    createdAt: row.created_at,
  };
}
