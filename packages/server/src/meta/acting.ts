import type { Store } from "./open.ts";

/** What acting keeps beside its saved things: encrypted secrets, and what an owner allows. */
export interface Acting {
  /** A webhook's secret as it was encrypted; null when there is none. */
  secret(subject: string): Promise<string | null>;
  keepSecret(project: string, subject: string, cipher: string): Promise<void>;
  forgetSecret(subject: string): Promise<void>;
  allowsPrivate(project: string): Promise<boolean>;
  allowPrivate(project: string, allowed: boolean): Promise<void>;
  /** Audiences and alerts of every project, to see which are due. */
  subjects(kind: "audiences" | "alerts"): Promise<{ project: string; id: string }[]>;
}

export function actingOf({ db }: Store): Acting {
  return {
    async secret(subject) {
      const row = await db
        .selectFrom("webhook_secrets")
        .select("cipher")
        .where("subject_id", "=", subject)
        .executeTakeFirst();
      return row?.cipher ?? null;
    },
    async keepSecret(project, subject, cipher) {
      await db
        .insertInto("webhook_secrets")
        .values({ subject_id: subject, project_id: project, cipher })
        .onConflict((on) => on.column("subject_id").doUpdateSet({ cipher }))
        .execute();
    },
    async forgetSecret(subject) {
      await db.deleteFrom("webhook_secrets").where("subject_id", "=", subject).execute();
    },
    async allowsPrivate(project) {
      const row = await db
        .selectFrom("act_settings")
        .select("allow_private")
        .where("project_id", "=", project)
        .executeTakeFirst();
      return row?.allow_private === 1;
    },
    async allowPrivate(project, allowed) {
      const allow_private = allowed ? 1 : 0;
      await db
        .insertInto("act_settings")
        .values({ project_id: project, allow_private })
        .onConflict((on) => on.column("project_id").doUpdateSet({ allow_private }))
        .execute();
    },
    async subjects(kind) {
      const rows = await db.selectFrom(kind).select(["project_id", "id"]).execute();
      return rows.map(({ project_id, id }) => ({ project: project_id, id }));
    },
  };
}
