import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { normalQuantile } from "./distributions.ts";

/** A stream of random numbers; the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
  /** Standard normal, by inversion. */
  normal(): number;
  /** The values in random order (Fisher–Yates); the input stays as it was. */
  shuffle<T>(values: readonly T[]): T[];
}

/**
 * Neighbouring seeds as far apart as any: MurmurHash3's finaliser. xoroshiro128+ starts almost alike from small ones.
 * Source: Appleby 2011, github.com/aappleby/smhasher.
 */
function scattered(seed: number): number {
  let h = (Math.trunc(seed) ^ 0x9e3779b9) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Seeded random numbers: xoroshiro128+ of pure-rand. Source: Blackman & Vigna 2021, arXiv:1805.01407. */
export function random(seed: number): Random {
  const generator = xoroshiro128plus(scattered(seed));
  const next = () => uniformFloat64(generator);
  const int = (below: number) => uniformInt(generator, 0, below - 1);
  return {
    next,
    int,
    normal: () => normalQuantile(next() || Number.MIN_VALUE),
    shuffle: (values) => {
      const out = [...values];
      for (let i = out.length - 1; i > 0; i--) {
        const j = int(i + 1);
        [out[i], out[j]] = [out[j] as (typeof out)[number], out[i] as (typeof out)[number]];
      }
      return out;
    },
  };
}
