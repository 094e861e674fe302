import { LeptonError } from "@lepton/core";

const mostTerms = 200_000;

/**
 * Gauss' ₂F₁(a, b; c; z) = Σ (a)ₙ(b)ₙ / (c)ₙ · zⁿ/n! for 0 ≤ z < 1, summed until a term no longer counts.
 * Error: 1e-15 of the largest term. Errors: LEARN_SERIES where it does not settle, as for z within 1e-4 of 1.
 * Source: Abramowitz & Stegun 1964, 15.1.1.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < mostTerms; n++) {
    const ratio = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    term *= ratio;
    sum += term;
    // What is left is at most the term times the geometric series of its ratio.
    const isShrinking = Math.abs(ratio) < 1 && n > -a && n > -b && n > -c;
    if (term === 0 || (isShrinking && Math.abs(term) <= 1e-16 * (1 - Math.abs(ratio)) * Math.abs(sum)))
      return sum;
  }
  throw new LeptonError("LEARN_SERIES", {
    problem: "The hypergeometric series did not settle.",
    received: `a ${a}, b ${b}, c ${c}, z ${z}`,
    next: "Ask for a shorter period.",
  });
}
