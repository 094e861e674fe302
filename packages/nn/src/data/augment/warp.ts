import type { Drawn } from "./draw.ts";

/** Source of an output pixel, in pixel numbers: x′ = a·x + b·y + c, y′ = d·x + e·y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Images of one batch, [n, height, width, channels]. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Where each output pixel comes from. Forward, about the centre: crop, mirror, slant, enlarge, turn (counter-clockwise),
 * move; so source = crop · mirror · (R · zoom · S)⁻¹ · (output − shift), with R the rotation and S = [1 tan(shear); 0 1].
 */
export function sourceOf(drawn: Drawn, { height, width }: ImageSize): Affine {
  const { angle, shear, zoom, crop, flipX, flipY } = drawn;
  const [cos, sin, slant] = [Math.cos(angle), Math.sin(angle), Math.tan(shear)];
  const [scaleX, scaleY] = [((flipX ? -1 : 1) * crop) / zoom, ((flipY ? -1 : 1) * crop) / zoom];
  // R⁻¹ with y pointing down is [cos −sin; sin cos]; S⁻¹ = [1 −slant; 0 1].
  const a = scaleX * (cos - slant * sin);
  const b = scaleX * (-sin - slant * cos);
  const d = scaleY * sin;
  const e = scaleY * cos;
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const [fromX, fromY] = [centreX + drawn.shiftX * width, centreY + drawn.shiftY * height];
  const windowX = centreX + (1 - crop) * (drawn.cropX - 0.5) * width;
  const windowY = centreY + (1 - crop) * (drawn.cropY - 0.5) * height;
  return [a, b, windowX - a * fromX - b * fromY, d, e, windowY - d * fromX - e * fromY];
}

/** Pixel position outside [0, size) brought back: clamped, or mirrored at the outer edges (… 1 0 | 0 1 … n | n …). */
function inside(position: number, size: number, mirror: boolean): number {
  let at = position;
  if (mirror && (at < -0.5 || at > size - 0.5)) {
    at = (((at + 0.5) % (2 * size)) + 2 * size) % (2 * size);
    at = (at < size ? at : 2 * size - at) - 0.5;
  }
  return Math.max(0, Math.min(size - 1, at));
}

/**
 * One image warped: output(x, y) = scale · source(affine(x, y)), bilinear between the four pixels around it. Outside the
 * source lies `fill` (in output units) for "constant"; the border or its mirror image otherwise.
 */
export function warp(
  source: Uint8Array | Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  { height, width, channels }: ImageSize,
  [a, b, c, d, e, f]: Affine,
  { scale, fillMode, fill }: { scale: number; fillMode: "nearest" | "constant" | "reflect"; fill: number },
): void {
  const mirror = fillMode === "reflect";
  const constant = fillMode === "constant";
  const row = width * channels;
  let at = to;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sx = a * x + b * y + c;
      let sy = d * x + e * y + f;
      if (constant && (sx < 0 || sy < 0 || sx > width - 1 || sy > height - 1)) {
        for (let k = 0; k < channels; k++)
          out[at++] = atBorder(source, from + k, sx, sy, height, width, channels, scale, fill);
        continue;
      }
      sx = inside(sx, width, mirror);
      sy = inside(sy, height, mirror);
      const x0 = sx | 0;
      const y0 = sy | 0;
      const [tx, ty] = [sx - x0, sy - y0];
      const right = x0 < width - 1 ? channels : 0;
      const below = y0 < height - 1 ? row : 0;
      let pixel = from + y0 * row + x0 * channels;
      for (let k = 0; k < channels; k++, pixel++) {
        const p00 = source[pixel] as number;
        const p10 = source[pixel + below] as number;
        const top = p00 + tx * ((source[pixel + right] as number) - p00);
        const bottom = p10 + tx * ((source[pixel + below + right] as number) - p10);
        out[at++] = scale * (top + ty * (bottom - top));
      }
    }
}

/** Bilinear where some of the four pixels lie outside and count as `fill`. */
function atBorder(
  source: Uint8Array | Float32Array,
  from: number,
  sx: number,
  sy: number,
  height: number,
  width: number,
  channels: number,
  scale: number,
  fill: number,
): number {
  const x0 = Math.floor(sx);
  const y0 = Math.floor(sy);
  let sum = 0;
  for (let j = 0; j < 2; j++)
    for (let i = 0; i < 2; i++) {
      const [x, y] = [x0 + i, y0 + j];
      const weight = (i ? sx - x0 : 1 - sx + x0) * (j ? sy - y0 : 1 - sy + y0);
      const isInside = x >= 0 && y >= 0 && x < width && y < height;
      sum += weight * (isInside ? scale * (source[from + (y * width + x) * channels] as number) : fill);
    }
  return sum;
}
