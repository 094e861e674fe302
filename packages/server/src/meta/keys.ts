import { LeptonError } from "@lepton/core";
import type { Scope } from "../contract/common.ts";
import type { CreateKeyReply, Key } from "../contract/key.ts";
import { hashSecret, newId, newSecret } from "./ids.ts";
import type { Store } from "./open.ts";
import type { KeyRow } from "./tables.ts";

export interface FoundKey {
  id: string;
  projectId: string;
  kind: "write" | "personal";
  name: string;
  scopes: Scope[];
}
export interface Keys {
  list(project: string): Promise<Key[]>;
  create(
    project: string,
    key: { kind: "write" | "personal"; name: string; scopes?: Scope[] },
  ): Promise<CreateKeyReply>;
  /** The key with this secret; null when unknown or revoked. */
  find(secret: string): Promise<FoundKey | null>;
  /** Notes the use, at most once a minute. */
  used(id: string): Promise<void>;
  /** Returns the secret's hash, so that caches can forget it. */
  revoke(project: string, id: string): Promise<{ name: string; secretHash: string }>;
}

const prefixes = { write: "lw", personal: "lp" } as const;

/** Write keys (can only send) and personal keys (read and change by scope). */
export function keysOf({ db }: Store): Keys {
  return {
    async list(project) {
      const rows = await db
        .selectFrom("keys")
        .selectAll()
        .where("project_id", "=", project)
        .where("revoked_at", "is", null)
        .orderBy("created_at")
        .execute();
      return rows.map(toKey);
    },
    async create(project, { kind, name, scopes }) {
      const secret = newSecret(prefixes[kind]);
      const row: KeyRow = {
        id: newId("key"),
        project_id: project,
        kind,
        name,
        prefix: secret.slice(0, 8),
        secret_hash: hashSecret(secret),
        value: kind === "write" ? secret : null,
        scopes: JSON.stringify(kind === "write" ? [] : (scopes ?? ["query:read", "people:read"])),
        created_at: new Date().toISOString(),
        last_used_at: null,
        revoked_at: null,
      };
      await db.insertInto("keys").values(row).execute();
      return { key: toKey(row), secret };
    },
    async find(secret) {
      const row = await db
        .selectFrom("keys")
        .selectAll()
        .where("secret_hash", "=", hashSecret(secret))
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        id: row.id,
        projectId: row.project_id,
        kind: row.kind,
        name: row.name,
        scopes: JSON.parse(row.scopes) as Scope[],
      };
    },
    async used(id) {
      await db
        .updateTable("keys")
        .set({ last_used_at: new Date().toISOString() })
        .where("id", "=", id)
        .where(({ eb, or }) =>
          or([
            eb("last_used_at", "is", null),
            eb("last_used_at", "<", new Date(Date.now() - 60_000).toISOString()),
          ]),
        )
        .execute();
    },
    async revoke(project, id) {
      const row = await db
        .updateTable("keys")
        .set({ revoked_at: new Date().toISOString(), value: null })
        .where("project_id", "=", project)
        .where("id", "=", id)
        .where("revoked_at", "is", null)
        .returning(["name", "secret_hash as secretHash"])
        .executeTakeFirst();
      if (row === undefined)
        throw new LeptonError("KEY_NOT_FOUND", {
          problem: "This project has no such key.",
          received: id,
          next: "List the keys; it may have been revoked.",
          status: 404,
        });
      return row;
    },
  };
}

function toKey(row: KeyRow): Key {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    prefix: row.prefix,
    value: row.value,
    scopes: JSON.parse(row.scopes) as Scope[],
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
