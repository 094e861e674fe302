import { hypergeometric } from "./hypergeometric.ts";

export interface BgNbdParameters {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}
interface Customer {
  frequency: number;
  recency: number;
  age: number;
}

/**
 * P(alive | x, tₓ, T) = 1 / (1 + [x > 0] · a/(b+x−1) · ((α+T)/(α+tₓ))^(r+x)); 1 without a repeat purchase.
 * Source: Fader, Hardie & Lee 2008, "Computing P(alive) using the BG/NBD model", brucehardie.com/notes/021.
 */
export function probabilityAlive(
  { r, alpha, a, b }: BgNbdParameters,
  { frequency: x, recency, age }: Customer,
): number {
  if (x === 0) return 1;
  const odds = Math.log(a / (b + x - 1)) + (r + x) * Math.log((alpha + age) / (alpha + recency));
  return 1 / (1 + Math.exp(odds));
}

/** So near to a = 1 or a + b + x = 1 the formula is 0/0; the mean of both sides is right to the square of this. */
const apart = 1e-4;

/**
 * E[Y(t) | x, tₓ, T] = P(alive) · (a+b+x−1)/(a−1) · [1 − (1−z)^(r+x) ₂F₁(r+x, b+x; a+b+x−1; z)], z = t/(α+T+t).
 * Computed as (1−z)^(a−1) ₂F₁(a+b−1−r, a−1; a+b+x−1; z), which Euler's transformation gives and which stays small for
 * large x. Source: Fader, Hardie & Lee 2005, eq. 10; Abramowitz & Stegun 1964, 15.3.3. Errors: LEARN_SERIES.
 */
export function expectedPurchases(parameters: BgNbdParameters, customer: Customer, period: number): number {
  return period <= 0
    ? 0
    : probabilityAlive(parameters, customer) * whileKnownAlive(parameters, customer, period);
}

function whileKnownAlive({ r, alpha, a, b }: BgNbdParameters, customer: Customer, period: number): number {
  const { frequency: x, age } = customer;
  if (Math.abs(a - 1) < apart / 2 || Math.abs(a + b + x - 1) < apart / 2) {
    const sides = [a - apart, a + apart].map((side) =>
      whileKnownAlive({ r, alpha, a: side, b }, customer, period),
    );
    return ((sides[0] as number) + (sides[1] as number)) / 2;
  }
  const z = period / (alpha + age + period);
  const c = a + b + x - 1;
  // ln(1 − z) without the digits that 1 − z loses.
  const left = (a - 1) * Math.log((alpha + age) / (alpha + age + period));
  return (c / (a - 1)) * (1 - Math.exp(left) * hypergeometric(c - r - x, a - 1, c, z));
}

/**
 * P(X(t) = x) = B(a, b+x)/B(a, b) · NB(x) + [x > 0] B(a+1, b+x−1)/B(a, b) · [1 − Σ_{j<x} NB(j)], where NB is the
 * negative binomial Γ(r+j)/(Γ(r) j!) (α/(α+t))^r (t/(α+t))^j. Source: Fader, Hardie & Lee 2005, eq. 8.
 */
export function countProbability({ r, alpha, a, b }: BgNbdParameters, count: number, age: number): number {
  let binomial = Math.exp(-r * Math.log1p(age / alpha));
  let below = 0;
  // Chance to be still there after each purchase so far.
  let stayed = 1;
  let stayedBefore = 1;
  for (let j = 0; j < count; j++) {
    below += binomial;
    binomial *= ((r + j) / (j + 1)) * (age / (alpha + age));
    stayedBefore = stayed;
    stayed *= (b + j) / (a + b + j);
  }
  const left = count > 0 ? stayedBefore - stayed : 0;
  return stayed * binomial + left * Math.max(0, 1 - below);
}
