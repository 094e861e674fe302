import type { HeatMap } from "./gradCam.ts";

/**
 * Bilinear enlargement with pixel centres at ½ (align_corners = false, as OpenCV and PyTorch); edges repeat.
 */
export function upsample({ data, height, width }: HeatMap, toHeight: number, toWidth: number): HeatMap {
  const out = new Float64Array(toHeight * toWidth);
  for (let y = 0; y < toHeight; y++) {
    const [y0, y1, ty] = between(((y + 0.5) * height) / toHeight - 0.5, height);
    for (let x = 0; x < toWidth; x++) {
      const [x0, x1, tx] = between(((x + 0.5) * width) / toWidth - 0.5, width);
      const top = (data[y0 * width + x0] as number) * (1 - tx) + (data[y0 * width + x1] as number) * tx;
      const bottom = (data[y1 * width + x0] as number) * (1 - tx) + (data[y1 * width + x1] as number) * tx;
      out[y * toWidth + x] = top * (1 - ty) + bottom * ty;
    }
  }
  return { data: out, height: toHeight, width: toWidth };
}

/** The two cells around a place and how far it lies towards the second. */
function between(at: number, cells: number): readonly [number, number, number] {
  const inside = Math.min(Math.max(at, 0), cells - 1);
  const low = Math.floor(inside);
  return [low, Math.min(low + 1, cells - 1), inside - low];
}

export interface ColourOptions {
  /**
   * `turbo`: from 0 to the largest value, more opaque the hotter. `signed`: blue below 0, red above, more opaque the
   * farther; 0 is clear. Default `signed` when the map has negative values, else `turbo`.
   */
  colours?: "turbo" | "signed";
  /** Opacity of the strongest place, in [0, 1]. Default 0.6. */
  opacity?: number;
}

/**
 * A heat map as bytes to lay over its picture: [height, width, 4] RGBA, alpha not premultiplied, as ImageData takes.
 * Turbo by its polynomial of degree 5. Source: Mikhailov 2019, "Turbo, an improved rainbow colormap", Google Research.
 */
export function heatMapRgba(
  { data }: HeatMap,
  { colours, opacity = 0.6 }: ColourOptions = {},
): Uint8ClampedArray {
  const strongest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const isSigned = colours ? colours === "signed" : data.some((value) => value < 0);
  const out = new Uint8ClampedArray(data.length * 4);
  data.forEach((value, p) => {
    const t = value / strongest;
    out.set(isSigned ? signed(t) : turbo(Math.max(0, t)), p * 4);
    out[p * 4 + 3] = Math.round(255 * opacity * (isSigned ? Math.abs(t) : Math.max(0, t)));
  });
  return out;
}

const signed = (t: number): readonly number[] => (t < 0 ? [33, 102, 172] : [178, 24, 43]);

const turboRed = [0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943];
const turboGreen = [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604];
const turboBlue = [0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973];

const turbo = (t: number): readonly number[] =>
  [turboRed, turboGreen, turboBlue].map((c) => 255 * c.reduceRight((sum, a) => sum * t + a, 0));
