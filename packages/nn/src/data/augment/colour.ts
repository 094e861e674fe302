import type { Drawn } from "./draw.ts";
import type { ImageSize } from "./warp.ts";

/** y = mean + contrast · (x − mean) + brightness · white, mean per channel, kept within [0, white]; in place. */
export function recolour(
  image: Float32Array,
  { channels }: ImageSize,
  { contrast, brightness }: Drawn,
  white: number,
): void {
  if (contrast === 1 && brightness === 0) return;
  for (let k = 0; k < channels; k++) {
    let sum = 0;
    for (let at = k; at < image.length; at += channels) sum += image[at] as number;
    const mean = (sum * channels) / image.length;
    const offset = mean - contrast * mean + brightness * white;
    for (let at = k; at < image.length; at += channels) {
      const value = contrast * (image[at] as number) + offset;
      image[at] = Math.max(0, Math.min(white, value));
    }
  }
}

/** A rectangle in pixels, [from, to) on both axes. */
export interface Rectangle {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A rectangle whose sides are `side` of the image's, centred at shares (y, x), cut off at the border. */
export function rectangle(side: number, y: number, x: number, { height, width }: ImageSize): Rectangle {
  const [tall, wide] = [Math.round(side * height), Math.round(side * width)];
  const [top, left] = [Math.floor(y * height) - (tall >> 1), Math.floor(x * width) - (wide >> 1)];
  return {
    top: Math.max(0, top),
    bottom: Math.min(height, top + tall),
    left: Math.max(0, left),
    right: Math.min(width, left + wide),
  };
}

/** Blanks a rectangle, in place. */
export function cutOut(
  image: Float32Array,
  { width, channels }: ImageSize,
  hole: Rectangle,
  value: number,
): void {
  for (let y = hole.top; y < hole.bottom; y++)
    image.fill(value, (y * width + hole.left) * channels, (y * width + hole.right) * channels);
}
