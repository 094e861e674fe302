import { LeptonError } from "@lepton/core";
import type { z } from "zod";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";

/** A saved thing as read back: its body's fields beside what the store knows of it. */
export type Saved<Body> = Body & {
  id: string;
  name: string;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
};

/** Things members save in a project. All methods see that project's things only. */
export interface SavedThings<Body> {
  list(project: string): Promise<Saved<Body>[]>;
  /** 404 when it is not there. */
  get(project: string, id: string): Promise<Saved<Body>>;
  create(project: string, name: string, body: Body, by: string): Promise<Saved<Body>>;
  /** Replaces the fields named. */
  update(project: string, id: string, patch: Partial<Body> & { name?: string }): Promise<Saved<Body>>;
  remove(project: string, id: string): Promise<void>;
}

type SavedTable = "insights" | "dashboards" | "cohorts" | "surveys" | "experiments" | "audiences" | "alerts";

/** Lists are complete up to this many; nobody browses more by name. */
const most = 1000;

/** One repository for one table of saved things; `schema` guards what comes out of the store. */
export function savedThings<Body extends object>(
  { db }: Store,
  table: SavedTable,
  prefix: string,
  schema: z.ZodType<Body>,
): SavedThings<Body> {
  const read = (row: {
    id: string;
    name: string;
    body: string;
    created_by: string;
    created_at: string;
    updated_at: string;
  }): Saved<Body> => ({
    ...schema.parse(JSON.parse(row.body)),
    id: row.id,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
  const things: SavedThings<Body> = {
    async list(project) {
      const rows = await db
        .selectFrom(table)
        .selectAll()
        .where("project_id", "=", project)
        .orderBy("updated_at", "desc")
        .limit(most)
        .execute();
      return rows.map(read);
    },
    async get(project, id) {
      const row = await db
        .selectFrom(table)
        .selectAll()
        .where("project_id", "=", project)
        .where("id", "=", id)
        .executeTakeFirst();
      if (row === undefined) throw notFound(table, id);
      return read(row);
    },
    async create(project, name, body, by) {
      const now = new Date().toISOString();
      const id = newId(prefix);
      await db
        .insertInto(table)
        .values({
          id,
          project_id: project,
          name,
          body: JSON.stringify(body),
          created_by: by,
          created_at: now,
          updated_at: now,
        })
        .execute();
      return things.get(project, id);
    },
    async update(project, id, { name, ...patch }) {
      const old = await things.get(project, id);
      const given = Object.entries(patch).filter(([, value]) => value !== undefined);
      const body = schema.parse({ ...old, ...Object.fromEntries(given) });
      await db
        .updateTable(table)
        .set({
          name: name ?? old.name,
          body: JSON.stringify(body),
          updated_at: new Date().toISOString(),
        })
        .where("project_id", "=", project)
        .where("id", "=", id)
        .execute();
      return things.get(project, id);
    },
    async remove(project, id) {
      await things.get(project, id);
      await db.deleteFrom(table).where("project_id", "=", project).where("id", "=", id).execute();
    },
  };
  return things;
}

function notFound(table: SavedTable, id: string): LeptonError {
  const thing = table.slice(0, -1);
  return new LeptonError(`${thing.toUpperCase()}_NOT_FOUND`, {
    problem: `This project has no such ${thing}.`,
    received: id,
    next: `List the ${table}; it may have been removed.`,
    status: 404,
  });
}
