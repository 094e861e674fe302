import type { z } from "zod";
import { audience } from "../contract/audience.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = audience.omit({
  id: true,
  name: true,
  delivered: true,
  heldOut: true,
  createdBy: true,
  createdAt: true,
  updatedAt: true,
});
export type AudienceBody = z.infer<typeof body>;
export type Audiences = SavedThings<AudienceBody> & {
  /** Who it holds since the last run, by id. */
  people(audience: string): Promise<Map<string, Arm>>;
  /** Where a person stood at the last run; null when not in it. */
  armOf(audience: string, personId: string): Promise<Arm | null>;
  counts(project: string): Promise<Map<string, Record<Arm, number>>>;
  /** Takes people in and out; all of it or nothing. */
  change(
    project: string,
    audience: string,
    added: ReadonlyMap<string, Arm>,
    removed: readonly string[],
  ): Promise<void>;
  forget(audience: string): Promise<void>;
};
/** Sent out, or held out to compare with. */
export type Arm = "delivered" | "heldOut";

/** SQLite takes 32,766 values in one statement. */
const perStatement = 2_000;

export function audiencesOf(store: Store): Audiences {
  const { db, atomically } = store;
  return {
    ...savedThings(store, "audiences", "aud", body),
    async people(audience) {
      const rows = await db
        .selectFrom("audience_people")
        .select(["person_id", "arm"])
        .where("audience_id", "=", audience)
        .execute();
      return new Map(rows.map(({ person_id, arm }) => [person_id, arm]));
    },
    async armOf(audience, personId) {
      const row = await db
        .selectFrom("audience_people")
        .select("arm")
        .where("audience_id", "=", audience)
        .where("person_id", "=", personId)
        .executeTakeFirst();
      return row?.arm ?? null;
    },
    async counts(project) {
      const rows = await db
        .selectFrom("audience_people")
        .select((e) => ["audience_id", "arm", e.fn.countAll<number>().as("n")])
        .where("project_id", "=", project)
        .groupBy(["audience_id", "arm"])
        .execute();
      const found = new Map<string, Record<Arm, number>>();
      for (const { audience_id, arm, n } of rows)
        found.set(audience_id, { delivered: 0, heldOut: 0, ...found.get(audience_id), [arm]: Number(n) });
      return found;
    },
    async change(project, audience, added, removed) {
      const since = new Date().toISOString();
      const rows = [...added].map(([person_id, arm]) => ({
        audience_id: audience,
        project_id: project,
        person_id,
        arm,
        since,
      }));
      const statements = [
        ...slices(rows, perStatement).map((part) => db.insertInto("audience_people").values(part)),
        ...slices(removed, perStatement).map((part) =>
          db.deleteFrom("audience_people").where("audience_id", "=", audience).where("person_id", "in", part),
        ),
      ];
      if (statements.length > 0) await atomically(statements);
    },
    async forget(audience) {
      await db.deleteFrom("audience_people").where("audience_id", "=", audience).execute();
    },
  };
}

export function slices<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < list.length; from += size) parts.push(list.slice(from, from + size));
  return parts;
}
