import type { Random } from "@lepton/core";
import type { Augment } from "./options.ts";

/** What happens to one image. */
export interface Drawn {
  readonly flipX: boolean;
  readonly flipY: boolean;
  /** Radians. */
  readonly angle: number;
  readonly shear: number;
  /** Shares of height and width. */
  readonly shiftY: number;
  readonly shiftX: number;
  readonly zoom: number;
  /** Share of height and width that is kept, and where the rest lies: 0 left or top, 1 right or bottom. */
  readonly crop: number;
  readonly cropY: number;
  readonly cropX: number;
  /** Share of white. */
  readonly brightness: number;
  readonly contrast: number;
  /** Centre of the cutout as shares of height and width. */
  readonly cutoutY: number;
  readonly cutoutX: number;
}

/** All numbers are drawn whether used or not: switching one option on leaves what the others do as it was. */
export function draw(options: Augment, { next }: Random): Drawn {
  const within = (range: number | readonly [number, number]) => {
    const [low, high] = typeof range === "number" ? [1 - range, 1 + range] : range;
    return low + (high - low) * next();
  };
  const around = (reach: number) => reach * (2 * next() - 1);
  const degrees = Math.PI / 180;
  const [shiftY, shiftX] = typeof options.shift === "number" ? [options.shift, options.shift] : options.shift;
  const coins = [next() < 0.5, next() < 0.5] as const;
  return {
    flipX: coins[0] && (options.flip === "horizontal" || options.flip === "both"),
    flipY: coins[1] && (options.flip === "vertical" || options.flip === "both"),
    angle: around(options.rotate) * degrees,
    shear: around(options.shear) * degrees,
    shiftY: around(shiftY),
    shiftX: around(shiftX),
    zoom: within(options.zoom),
    crop: options.crop + (1 - options.crop) * next(),
    cropY: next(),
    cropX: next(),
    brightness: around(options.brightness),
    contrast: within(options.contrast),
    cutoutY: next(),
    cutoutX: next(),
  };
}

/** λ ~ Beta(α, α) = g / (g + g′) with g, g′ ~ Gamma(α). */
export function drawBeta(alpha: number, random: Random): number {
  const g = drawGamma(alpha, random);
  const sum = g + drawGamma(alpha, random);
  return sum > 0 ? g / sum : 0.5; // Both underflow for a tiny α.
}

/**
 * Gamma(α, 1) for any α > 0; below 1 by Gamma(α + 1) · u^(1/α).
 * Source: Marsaglia & Tsang 2000, "A simple method for generating gamma variables", ACM TOMS 26:363–372.
 */
function drawGamma(alpha: number, random: Random): number {
  if (alpha < 1) return drawGamma(alpha + 1, random) * random.next() ** (1 / alpha);
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
