import type { Keys } from "../meta/keys.ts";
import type { Projects } from "../meta/projects.ts";

/** A write key's project, and how it wants its events taken. */
export interface ResolvedKey {
  projectId: string;
  keyId: string;
  storeIp: boolean;
  dropBots: boolean;
}
interface Known {
  key: ResolvedKey | null;
  until: number;
}
/** A revoked key or a changed setting counts at once in this process, and after this long in every other. */
const rememberMs = 30_000;
const remembered = 10_000;
/** "Last used" need not be exact; one write a minute per key is enough. */
const touchMs = 60_000;

/** Resolves write keys from memory, so that capture does not read the metadata for each request. */
export class WriteKeys {
  readonly #keys: Keys;
  readonly #projects: Pick<Projects, "get">;
  readonly #known = new Map<string, Known>();
  readonly #touched = new Map<string, number>();

  constructor(keys: Keys, projects: Pick<Projects, "get">) {
    this.#keys = keys;
    this.#projects = projects;
  }

  async resolveWriteKey(token: string): Promise<ResolvedKey | null> {
    const now = Date.now();
    let known = this.#known.get(token);
    if (known === undefined || known.until < now) {
      known = { key: await this.#read(token), until: now + rememberMs };
      if (this.#known.size >= remembered) this.#known.clear();
      this.#known.set(token, known);
    }
    if (known.key !== null && (this.#touched.get(known.key.keyId) ?? 0) < now - touchMs) {
      this.#touched.set(known.key.keyId, now);
      await this.#keys.used(known.key.keyId);
    }
    return known.key;
  }

  async #read(token: string): Promise<ResolvedKey | null> {
    const found = token.startsWith("lw_") && token.length < 100 ? await this.#keys.find(token) : null;
    if (found?.kind !== "write") return null;
    const { storeIp, dropBots } = await this.#projects.get(found.projectId);
    return { projectId: found.projectId, keyId: found.id, storeIp, dropBots };
  }

  /** After a key or project was removed, or a project's settings changed. */
  forget(): void {
    this.#known.clear();
  }
}
