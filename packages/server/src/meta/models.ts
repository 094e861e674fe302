import { LeptonError } from "@lepton/core";
import { type Model, type ModelStage, model } from "../contract/model.ts";
import type { ModelHealth } from "../contract/monitor.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import type { ModelRow } from "./tables.ts";

/** What a training run says of the model it made; the rest is the registry's. */
export const modelBody = model.omit({
  id: true,
  name: true,
  version: true,
  stage: true,
  scoredAt: true,
  scoredPeople: true,
  health: true,
  createdBy: true,
  createdAt: true,
  publishedAt: true,
});
export type ModelBody = Omit<
  Model,
  | "id"
  | "name"
  | "version"
  | "stage"
  | "scoredAt"
  | "scoredPeople"
  | "health"
  | "createdBy"
  | "createdAt"
  | "publishedAt"
>;

/** Trained models with their versions. */
export interface Models {
  /** Adds a draft: the next version of its name. `id` names its file, too. */
  add(project: string, model: { id: string; name: string; body: ModelBody; by: string }): Promise<Model>;
  /** Newest first. */
  list(project: string): Promise<Model[]>;
  /** By id, or by name: the published version, else the newest. 404 when there is none. */
  get(project: string, key: string): Promise<Model>;
  /** Publishing retires the version published before. */
  setStage(project: string, id: string, stage: ModelStage): Promise<Model>;
  scored(project: string, id: string, people: number, at: Date): Promise<void>;
  /** Keeps how it does. */
  checked(project: string, id: string, health: ModelHealth): Promise<void>;
  remove(project: string, id: string): Promise<void>;
}

export const newModelId = (): string => newId("mdl");

export function modelsOf({ db, atomically }: Store): Models {
  const of = (project: string) => db.selectFrom("models").selectAll().where("project_id", "=", project);
  const models: Models = {
    async add(project, { id, name, body, by }) {
      const { last } = await db
        .selectFrom("models")
        .select((e) => e.fn.coalesce(e.fn.max("version"), e.lit(0)).as("last"))
        .where("project_id", "=", project)
        .where("name", "=", name)
        .executeTakeFirstOrThrow();
      await db
        .insertInto("models")
        .values({
          id,
          project_id: project,
          name,
          version: last + 1,
          stage: "draft",
          body: JSON.stringify(body),
          scored_at: null,
          scored_people: null,
          health: null,
          created_by: by,
          created_at: new Date().toISOString(),
          published_at: null,
        })
        .execute();
      return models.get(project, id);
    },
    async list(project) {
      const rows = await of(project)
        .orderBy("created_at", "desc")
        .orderBy("version", "desc")
        .limit(1000)
        .execute();
      return rows.map(toModel);
    },
    async get(project, key) {
      const byId = await of(project).where("id", "=", key).executeTakeFirst();
      if (byId !== undefined) return toModel(byId);
      const rows = await of(project).where("name", "=", key).orderBy("version", "desc").execute();
      const row = rows.find(({ stage }) => stage === "published") ?? rows[0];
      if (row === undefined) throw notFound(key);
      return toModel(row);
    },
    async setStage(project, id, stage) {
      const { name } = await models.get(project, id);
      const change = (to: ModelStage) => {
        const update = db.updateTable("models").where("project_id", "=", project);
        return to === "published"
          ? update.set({ stage: to, published_at: new Date().toISOString() })
          : update.set({ stage: to });
      };
      await atomically([
        ...(stage === "published"
          ? [
              change("retired")
                .where("name", "=", name)
                .where("stage", "=", "published")
                .where("id", "!=", id),
            ]
          : []),
        change(stage).where("id", "=", id),
      ]);
      return models.get(project, id);
    },
    async scored(project, id, people, at) {
      await db
        .updateTable("models")
        .set({ scored_at: at.toISOString(), scored_people: people })
        .where("project_id", "=", project)
        .where("id", "=", id)
        .execute();
    },
    async checked(project, id, health) {
      await db
        .updateTable("models")
        .set({ health: JSON.stringify(health) })
        .where("project_id", "=", project)
        .where("id", "=", id)
        .execute();
    },
    async remove(project, id) {
      await models.get(project, id);
      await db.deleteFrom("models").where("project_id", "=", project).where("id", "=", id).execute();
    },
  };
  return models;
}

function toModel(row: ModelRow): Model {
  return {
    ...modelBody.parse(JSON.parse(row.body)),
    id: row.id,
    name: row.name,
    version: row.version,
    stage: row.stage,
    scoredAt: row.scored_at,
    scoredPeople: row.scored_people,
    health: row.health === null ? null : (JSON.parse(row.health) as ModelHealth),
    createdBy: row.created_by,
    createdAt: row.created_at,
    publishedAt: row.published_at,
  };
}

function notFound(key: string): LeptonError {
  return new LeptonError("MODEL_NOT_FOUND", {
    problem: "This project has no such model.",
    received: key.slice(0, 100),
    next: "List the models; train one with POST …/models or `lepton train churn`.",
    status: 404,
  });
}
