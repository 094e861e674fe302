import type { Survey } from "./types.ts";

/** Event name → times seen on this device, and when last (UTC milliseconds). */
export type Uses = Record<string, [times: number, at: number]>;

export interface Visitor {
  id?: string;
  uses?: Uses;
  /** Survey id → when it was last shown (UTC milliseconds), and how often. */
  seen?: Record<string, [at: number, times: number]>;
}

const dayMs = 864e5;

/**
 * A number in [0, 1) that belongs to a text: FNV-1a, 32 bits, stirred so that texts which differ
 * in the last letter lie far apart. The same person falls on the same side of a sample rate every time.
 */
export function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x1000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/**
 * Whether to ask, from what this device has seen: uses of the core event, its last use, the address, the
 * sample, 90 days' rest for this survey and one day's rest after any other.
 */
export function qualifies(survey: Survey, visitor: Visitor, now: number, url: string): boolean {
  const { event, minUses, activeWithinDays, sampleRate, urlContains } = survey.qualification;
  let uses = 0;
  let last = 0;
  for (const [name, [times, at]] of Object.entries(visitor.uses || {})) {
    if (event ? event === name : !/^survey /.test(name)) {
      uses += times;
      last = Math.max(last, at);
    }
  }
  return (
    uses >= minUses &&
    now - last <= activeWithinDays * dayMs &&
    url.includes(urlContains || "") &&
    shareOf(visitor.id + survey.id) < sampleRate &&
    Object.entries(visitor.seen || {}).every(
      ([id, [at]]) => now - at > (id === survey.id ? Math.max(90, survey.reaskAfterDays) : 1) * dayMs,
    )
  );
}
