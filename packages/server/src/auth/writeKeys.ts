import type { Keys } from "../meta/keys.ts";

interface Known {
  key: { projectId: string; keyId: string } | null;
  until: number;
}
/** A revoked key stops at once in this process, and after this long in every other. */
const rememberMs = 30_000;
const remembered = 10_000;
/** "Last used" need not be exact; one write a minute per key is enough. */
const touchMs = 60_000;

/** Resolves write keys from memory, so that capture does not read the metadata for each request. */
export class WriteKeys {
  readonly #keys: Keys;
  readonly #known = new Map<string, Known>();
  readonly #touched = new Map<string, number>();

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  async resolveWriteKey(token: string): Promise<{ projectId: string; keyId: string } | null> {
    const now = Date.now();
    let known = this.#known.get(token);
    if (known === undefined || known.until < now) {
      const found = token.startsWith("lw_") && token.length < 100 ? await this.#keys.find(token) : null;
      known = {
        key: found?.kind === "write" ? { projectId: found.projectId, keyId: found.id } : null,
        until: now + rememberMs,
      };
      if (this.#known.size >= remembered) this.#known.clear();
      this.#known.set(token, known);
    }
    if (known.key !== null && (this.#touched.get(known.key.keyId) ?? 0) < now - touchMs) {
      this.#touched.set(known.key.keyId, now);
      await this.#keys.used(known.key.keyId);
    }
    return known.key;
  }

  /** After a key or project was removed. */
  forget(): void {
    this.#known.clear();
  }
}
