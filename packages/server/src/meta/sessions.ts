import { hashSecret, newSecret } from "./ids.ts";
import type { Store } from "./open.ts";

export interface Session {
  memberId: string;
  email: string;
  csrf: string;
  expiresAt: string;
}
export interface Sessions {
  create(member: string, hours: number): Promise<{ token: string; csrf: string }>;
  find(token: string): Promise<Session | null>;
  /** Moves the end forward, so that people at work are not logged out. */
  extend(token: string, hours: number): Promise<void>;
  end(token: string): Promise<void>;
  /** Ends all of a member's sessions but the one given. */
  endOthers(member: string, token: string | null): Promise<void>;
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Logins. The store holds hashes of the cookie's token only. */
export function sessionsOf({ db, atomically }: Store): Sessions {
  return {
    async create(member, hours) {
      const token = newSecret("ls");
      const csrf = newSecret("csrf");
      const now = new Date().toISOString();
      await atomically([
        db.deleteFrom("sessions").where("expires_at", "<", now),
        db.insertInto("sessions").values({
          token_hash: hashSecret(token),
          member_id: member,
          csrf,
          created_at: now,
          expires_at: inHours(hours),
        }),
      ]);
      return { token, csrf };
    },
    async find(token) {
      const row = await db
        .selectFrom("sessions")
        .innerJoin("members", "members.id", "sessions.member_id")
        .select(["member_id as memberId", "email", "csrf", "expires_at as expiresAt"])
        .where("token_hash", "=", hashSecret(token))
        .where("expires_at", ">", new Date().toISOString())
        .executeTakeFirst();
      return row ?? null;
    },
    async extend(token, hours) {
      await db
        .updateTable("sessions")
        .set({ expires_at: inHours(hours) })
        .where("token_hash", "=", hashSecret(token))
        .execute();
    },
    async end(token) {
      await db.deleteFrom("sessions").where("token_hash", "=", hashSecret(token)).execute();
    },
    async endOthers(member, token) {
      let query = db.deleteFrom("sessions").where("member_id", "=", member);
      if (token !== null) query = query.where("token_hash", "!=", hashSecret(token));
      await query.execute();
    },
  };
}
