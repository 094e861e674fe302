import { LeptonError } from "@lepton/core";

/**
 * MurmurHash3, x86, 32 bits, seed 0, over UTF-8. `@lepton/sdk` has the same in browser and Node; both are held against
 * the same numbers of scikit-learn. Source: Appleby 2011, github.com/aappleby/smhasher.
 */
export function murmur3(text: string): number {
  const bytes = new TextEncoder().encode(text);
  let h = 0;
  let k = 0;
  const mix = (value: number) => {
    const stirred = Math.imul(value, 0xcc9e2d51);
    return Math.imul((stirred << 15) | (stirred >>> 17), 0x1b873593);
  };
  for (const [i, byte] of bytes.entries()) {
    k |= byte << (8 * (i & 3));
    if ((i & 3) !== 3) continue;
    h ^= mix(k);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
    k = 0;
  }
  h ^= mix(k);
  h ^= bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Where an id falls in [0, 1) for a key: murmur3("key.id") / 2³². Another key shuffles everybody anew. */
export const shareOf = (key: string, id: string): number => murmur3(`${key}.${id}`) / 2 ** 32;

/** A variant with the share of people it gets; weights need not sum to one. */
export interface WeightedVariant {
  key: string;
  weight: number;
}

/**
 * The variant of an id: the first whose cumulative share of the weights exceeds `shareOf`. The same for ever as long as
 * key, order and weights stay.
 */
export function assignVariant(key: string, id: string, variants: readonly WeightedVariant[]): string {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  const at = shareOf(key, id) * total;
  let upTo = 0;
  for (const variant of variants) {
    upTo += variant.weight;
    if (at < upTo) return variant.key;
  }
  const last = variants.at(-1);
  if (last === undefined || total <= 0)
    throw new LeptonError("EXPERIMENT_VARIANTS", {
      problem: "An experiment needs variants with weights above 0.",
      received: `${variants.length} variants, weights ${total} together`,
      next: "Give at least two variants a weight.",
      field: "variants",
    });
  return last.key;
}
