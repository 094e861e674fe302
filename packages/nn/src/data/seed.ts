/**
 * One 32-bit seed from several whole numbers, e.g. (seed, epoch, sample): neighbours give unrelated seeds.
 * h ← finalise(h ⊕ part + golden ratio). Source: MurmurHash3's 32-bit finaliser, Appleby 2011.
 */
export function mixSeed(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = (hash ^ (part + 0x9e3779b9 + (hash << 6) + (hash >>> 2))) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash | 0;
}
