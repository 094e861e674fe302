/** Below this the recurrence Γ(x + 1) = x·Γ(x) lifts the argument; above it the series below has 15 digits. */
const large = 10;

/**
 * ln Γ(x) for x > 0: Stirling's series (x − ½) ln x − x + ½ ln 2π + Σ B₂ₖ / (2k(2k − 1) x²ᵏ⁻¹) from x ≥ 10 on.
 * Error: below 1e-14 of the larger of 1 and the value. Source: Abramowitz & Stegun 1964, 6.1.40.
 */
export function logGamma(x: number): number {
  let lifted = x;
  let product = 1;
  while (lifted < large) {
    product *= lifted;
    lifted += 1;
  }
  const i = 1 / (lifted * lifted);
  const series =
    (1 / 12 - i * (1 / 360 - i * (1 / 1260 - i * (1 / 1680 - i * (1 / 1188 - (i * 691) / 360360))))) / lifted;
  return (
    (lifted - 0.5) * Math.log(lifted) - lifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}

/**
 * ψ(x) = d ln Γ(x) / dx for x > 0: ln x − 1/(2x) − Σ B₂ₖ / (2k x²ᵏ) from x ≥ 10 on, below it ψ(x) = ψ(x + 1) − 1/x.
 * Source: Abramowitz & Stegun 1964, 6.3.18.
 */
export function digamma(x: number): number {
  let lifted = x;
  let sum = 0;
  while (lifted < large) {
    sum -= 1 / lifted;
    lifted += 1;
  }
  const i = 1 / (lifted * lifted);
  const series =
    i * (1 / 12 - i * (1 / 120 - i * (1 / 252 - i * (1 / 240 - i * (1 / 132 - (i * 691) / 32760)))));
  return sum + Math.log(lifted) - 0.5 / lifted - series;
}
