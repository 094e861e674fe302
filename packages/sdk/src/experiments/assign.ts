/** One running experiment as `GET /api/experiments/` gives it. */
export interface Experiment {
  key: string;
  variants: { key: string; weight: number }[];
}

/**
 * MurmurHash3, x86, 32 bits, seed 0, over UTF-8: the same as the server's, held against scikit-learn's numbers.
 * Source: Appleby 2011, github.com/aappleby/smhasher.
 */
export function murmur3(text: string): number {
  const bytes = new TextEncoder().encode(text);
  const mix = (k: number) => {
    const stirred = Math.imul(k, 0xcc9e2d51);
    return Math.imul((stirred << 15) | (stirred >>> 17), 0x1b873593);
  };
  let h = 0;
  let k = 0;
  bytes.forEach((byte, i) => {
    k |= byte << (8 * (i & 3));
    if ((i & 3) < 3) return;
    h ^= mix(k);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
    k = 0;
  });
  h ^= mix(k) ^ bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The first variant whose cumulative share of the weights exceeds murmur3("key.id") / 2³². */
export function assignVariant({ key, variants }: Experiment, id: string): string | undefined {
  const at = (murmur3(`${key}.${id}`) / 2 ** 32) * variants.reduce((sum, it) => sum + it.weight, 0);
  let upTo = 0;
  for (const variant of variants) {
    upTo += variant.weight;
    if (at < upTo) return variant.key;
  }
  return variants[variants.length - 1]?.key;
}
