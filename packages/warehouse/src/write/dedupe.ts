import { createHash, randomUUID } from "node:crypto";

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The UUID of an event: a sender's UUID is kept, any other key is hashed to one (SHA-256 cut to 122 bits,
 * version 8 of RFC 9562), so that the same key gives the same UUID on every retry. No key: a random one.
 */
export function uuidOf(dedupeKey: string | undefined): string {
  if (!dedupeKey) return randomUUID();
  if (uuidForm.test(dedupeKey)) return dedupeKey.toLowerCase();
  const hex = createHash("sha256").update(dedupeKey).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const mix = (a: number, b: number) => {
  let h = Math.imul(a ^ b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/** 32-bit FNV-1a of a project's name, kept per name. */
const projectHashes = new Map<string, number>();
export function projectHash(project: string): number {
  let hash = projectHashes.get(project);
  if (hash === undefined) {
    hash = 0x811c9dc5;
    for (const byte of Buffer.from(project)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    if (projectHashes.size > 10_000) projectHashes.clear();
    projectHashes.set(project, hash);
  }
  return hash;
}

/** An event's key: 64 bits of (project, uuid) as two signed words, which V8 keeps without a box. */
export interface Key {
  high: number;
  low: number;
}

export function keyOfWords(project: string, a: number, b: number, c: number, d: number): Key {
  const seed = projectHash(project);
  const high = mix(mix(mix(mix(seed, a), b), c), d);
  const low = mix(mix(mix(mix(seed ^ 0x9e3779b9, d), c), b), a);
  return { high, low: (high | low) === 0 ? 1 : low };
}

const digits = new Uint8Array(128);
for (let value = 0; value < 16; value++) digits[value.toString(16).charCodeAt(0)] = value;

/** The word that lower-case hexadecimal digits write, behind those of `head`; no slice, no float as by `parseInt`. */
function hex(text: string, from: number, to: number, head = 0): number {
  let word = head;
  for (let at = from; at < to; at++) word = (word << 4) | (digits[text.charCodeAt(at)] as number);
  return word;
}

export function keyOf(project: string, uuid: string): Key {
  return keyOfWords(
    project,
    hex(uuid, 0, 8),
    hex(uuid, 14, 18, hex(uuid, 9, 13)),
    hex(uuid, 24, 28, hex(uuid, 19, 23)),
    hex(uuid, 28, 36),
  );
}

/**
 * The keys of the most recent events: an open-addressing set of 64-bit keys in two halves. When the young half
 * is full it becomes the old one and the former old one is forgotten, so between `capacity` / 2 and `capacity`
 * of the latest keys are known. 16 bytes a key at full load; a false "seen" has probability capacity / 2^64.
 */
export class RecentKeys {
  #young: Half;
  #old: Half | undefined;
  readonly #half: number;

  constructor(capacity: number) {
    this.#half = Math.max(1, Math.floor(capacity / 2));
    this.#young = new Half(Math.min(this.#half, 4096));
  }

  has(key: Key): boolean {
    return this.#young.has(key) || (this.#old?.has(key) ?? false);
  }

  add(key: Key): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Half(4096);
    }
    this.#young = this.#young.with(key);
  }
}

class Half {
  size = 0;
  readonly #words: Int32Array;
  readonly #mask: number;

  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(capacity * 2));
    this.#words = new Int32Array(slots * 2);
    this.#mask = slots - 1;
  }

  has({ high, low }: Key): boolean {
    for (let slot = high & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const h = this.#words[slot * 2];
      const l = this.#words[slot * 2 + 1];
      if (h === high && l === low) return true;
      if (h === 0 && l === 0) return false;
    }
  }

  /** Adds a key; answers the set to use from now on, twice as large when this one is half full. */
  with(key: Key): Half {
    if (this.#add(key.high, key.low) && this.size * 2 > this.#mask) {
      const grown = new Half(this.size * 2);
      for (let i = 0; i < this.#words.length; i += 2)
        if (this.#words[i] || this.#words[i + 1])
          grown.#add(this.#words[i] as number, this.#words[i + 1] as number);
      return grown;
    }
    return this;
  }

  #add(high: number, low: number): boolean {
    for (let slot = high & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const h = this.#words[slot * 2];
      const l = this.#words[slot * 2 + 1];
      if (h === high && l === low) return false;
      if (h === 0 && l === 0) {
        this.#words[slot * 2] = high;
        this.#words[slot * 2 + 1] = low;
        this.size++;
        return true;
      }
    }
  }
}
