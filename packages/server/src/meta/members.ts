import { LeptonError } from "@lepton/core";
import { sql } from "kysely";
import type { Role } from "../contract/common.ts";
import type { Member } from "../contract/member.ts";
import { hashSecret, newId, newSecret } from "./ids.ts";
import type { Store } from "./open.ts";

export interface Account {
  id: string;
  email: string;
  passwordHash: string | null;
}
export interface Members {
  /** No member exists yet: the next one may be made without logging in. */
  isEmpty(): Promise<boolean>;
  byEmail(email: string): Promise<Account | null>;
  byId(id: string): Promise<Account | null>;
  /** Makes the very first member; null when another request was faster. */
  createFirst(email: string, passwordHash: string): Promise<Account | null>;
  /** The account of this email, made when it is new. An existing account keeps its password. */
  ensure(email: string, passwordHash: string | null): Promise<Account>;
  setPassword(id: string, passwordHash: string): Promise<void>;
  loggedIn(id: string): Promise<void>;
  /** Token of an invite valid seven days; older invites of the member end. */
  invite(id: string): Promise<string>;
  /** Ends the invite and sets the password; null when the token is unknown or expired. */
  acceptInvite(token: string, passwordHash: string): Promise<string | null>;

  role(member: string, project: string): Promise<Role | null>;
  projects(member: string): Promise<{ id: string; name: string; role: Role }[]>;
  list(project: string): Promise<Member[]>;
  get(project: string, member: string): Promise<Member>;
  join(project: string, member: string, role: Role): Promise<void>;
  /** Refused with 409 for a project's last owner. */
  setRole(project: string, member: string, role: Role): Promise<void>;
  leave(project: string, member: string): Promise<void>;
}

const inviteDays = 7;

/** People who use Lepton, and what they may do in which project. */
export function membersOf({ db, atomically }: Store): Members {
  const account = () => db.selectFrom("members").select(["id", "email", "password_hash as passwordHash"]);
  const ofProject = (project: string) =>
    db
      .selectFrom("memberships")
      .innerJoin("members", "members.id", "memberships.member_id")
      .select(["members.id", "email", "role", "password_hash", "memberships.created_at", "last_login_at"])
      .where("project_id", "=", project);
  const insert = (email: string, passwordHash: string | null) => ({
    id: newId("mem"),
    email,
    password_hash: passwordHash,
    created_at: new Date().toISOString(),
    last_login_at: null,
  });

  const members: Members = {
    async isEmpty() {
      return (await db.selectFrom("members").select("id").limit(1).executeTakeFirst()) === undefined;
    },
    async byEmail(email) {
      return (await account().where("email", "=", email).executeTakeFirst()) ?? null;
    },
    async byId(id) {
      return (await account().where("id", "=", id).executeTakeFirst()) ?? null;
    },
    async createFirst(email, passwordHash) {
      const row = insert(email, passwordHash);
      // One statement, so that two first visitors cannot both become owner.
      await sql`INSERT INTO members (id, email, password_hash, created_at)
        SELECT ${row.id}, ${row.email}, ${row.password_hash}, ${row.created_at}
        WHERE NOT EXISTS (SELECT 1 FROM members)`.execute(db);
      return members.byId(row.id);
    },
    async ensure(email, passwordHash) {
      await db
        .insertInto("members")
        .values(insert(email, passwordHash))
        .onConflict((c) => c.column("email").doNothing())
        .execute();
      return account().where("email", "=", email).executeTakeFirstOrThrow();
    },
    async setPassword(id, passwordHash) {
      await db.updateTable("members").set({ password_hash: passwordHash }).where("id", "=", id).execute();
    },
    async loggedIn(id) {
      await db
        .updateTable("members")
        .set({ last_login_at: new Date().toISOString() })
        .where("id", "=", id)
        .execute();
    },
    async invite(id) {
      const token = newSecret("inv");
      const expires = new Date(Date.now() + inviteDays * 86_400_000).toISOString();
      await atomically([
        db.deleteFrom("invites").where("member_id", "=", id),
        db
          .insertInto("invites")
          .values({ token_hash: hashSecret(token), member_id: id, expires_at: expires }),
      ]);
      return token;
    },
    async acceptInvite(token, passwordHash) {
      const invite = await db
        .deleteFrom("invites")
        .where("token_hash", "=", hashSecret(token))
        .where("expires_at", ">", new Date().toISOString())
        .returning("member_id")
        .executeTakeFirst();
      if (invite === undefined) return null;
      await members.setPassword(invite.member_id, passwordHash);
      return invite.member_id;
    },

    async role(member, project) {
      const row = await db
        .selectFrom("memberships")
        .select("role")
        .where("member_id", "=", member)
        .where("project_id", "=", project)
        .executeTakeFirst();
      return row?.role ?? null;
    },
    async projects(member) {
      return db
        .selectFrom("memberships")
        .innerJoin("projects", "projects.id", "memberships.project_id")
        .select(["projects.id", "projects.name", "role"])
        .where("member_id", "=", member)
        .orderBy("projects.created_at")
        .execute();
    },
    async list(project) {
      const rows = await ofProject(project).orderBy("email").execute();
      return rows.map((row) => ({
        id: row.id,
        email: row.email,
        role: row.role,
        active: row.password_hash !== null,
        createdAt: row.created_at,
        lastLoginAt: row.last_login_at,
      }));
    },
    async get(project, member) {
      const found = (await members.list(project)).find((m) => m.id === member);
      if (found === undefined) throw notInProject(member);
      return found;
    },
    async join(project, member, role) {
      await db
        .insertInto("memberships")
        .values({ project_id: project, member_id: member, role, created_at: new Date().toISOString() })
        .onConflict((c) => c.columns(["project_id", "member_id"]).doUpdateSet({ role }))
        .execute();
    },
    async setRole(project, member, role) {
      await members.get(project, member);
      let update = db
        .updateTable("memberships")
        .set({ role })
        .where("project_id", "=", project)
        .where("member_id", "=", member);
      if (role !== "owner") update = update.where(notLastOwner(project));
      const { numUpdatedRows } = await update.executeTakeFirst();
      if (numUpdatedRows === 0n) throw lastOwner();
    },
    async leave(project, member) {
      await members.get(project, member);
      const { numDeletedRows } = await db
        .deleteFrom("memberships")
        .where("project_id", "=", project)
        .where("member_id", "=", member)
        .where(notLastOwner(project))
        .executeTakeFirst();
      if (numDeletedRows === 0n) throw lastOwner();
    },
  };
  return members;
}

/** Inside the statement itself, so that two owners leaving at once cannot both succeed. */
function notLastOwner(project: string) {
  return sql<boolean>`(role <> 'owner' OR (SELECT count(*) FROM memberships AS m
    WHERE m.project_id = ${project} AND m.role = 'owner') > 1)`;
}

function notInProject(member: string): LeptonError {
  return new LeptonError("MEMBER_NOT_FOUND", {
    problem: "This project has no such member.",
    received: member,
    next: "List the members; this one may have been removed.",
    status: 404,
  });
}

function lastOwner(): LeptonError {
  return new LeptonError("MEMBER_LAST_OWNER", {
    problem: "This is the project's last owner.",
    next: "Make another member owner first.",
    status: 409,
  });
}
