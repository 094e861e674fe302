import { LeptonError } from "@lepton/core";
import { checkPicture, type Picture } from "./picture.ts";

export interface SuperpixelOptions {
  /** About how many areas. Default 50. */
  count?: number;
  /** Weight of nearness against likeness of colour; higher gives squarer areas. Default 0.2. */
  compactness?: number;
  /** Rounds of moving the centres. Default 5. */
  rounds?: number;
}

/**
 * Areas of like colour by k-means on colour and place (SLIC): D² = (Δcolour/range)²/channels + compactness²·(Δplace/S)²,
 * S the grid step; each centre looks only 2S around. Then areas that fell apart are joined: pieces below S²/4 pixels
 * go to a neighbour, larger ones stand alone. Answer: area of every pixel, [height, width], numbered from 0.
 * Differs from the paper in using the channels as they are (no CIELAB), scaled by the picture's range.
 * Errors: TRUST_PICTURE; TRUST_OPTION.
 * Source: Achanta et al. 2012, IEEE TPAMI 34:2274–2282.
 */
export function superpixels(
  picture: Picture,
  { count = 50, compactness = 0.2, rounds = 5 }: SuperpixelOptions = {},
): { labels: Int32Array; count: number } {
  checkPicture(picture);
  if (!(count >= 1) || !(compactness >= 0))
    throw new LeptonError("TRUST_OPTION", {
      problem: "A picture is cut into at least one area, and compactness is not negative.",
      received: `count ${count}, compactness ${compactness}`,
      next: "Leave the options out, or pass count 20 to 200 and compactness 0.05 to 1.",
    });
  const { height, width } = picture;
  const step = Math.sqrt((height * width) / Math.min(count, height * width));
  const rows = Math.max(1, Math.round(height / step));
  const columns = Math.max(1, Math.round(width / step));
  const labels = Int32Array.from({ length: height * width }, (_, at) => {
    const [y, x] = [Math.floor(at / width), at % width];
    return Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
  });
  for (let round = 0; round < rounds; round++) assign(picture, labels, rows * columns, step, compactness);
  return joined(labels, height, width, (step * step) / 4);
}

/** One round of k-means: means of the areas, then every pixel to the best centre near it. */
function assign(
  picture: Picture,
  labels: Int32Array,
  areas: number,
  step: number,
  compactness: number,
): void {
  const { data, height, width, channels } = picture;
  const size = channels + 3; // sums of colours, y, x, pixels
  const centres = new Float64Array(areas * size);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const add = (at: number, value: number) => {
    centres[at] = (centres[at] as number) + value;
  };
  for (const [p, label] of labels.entries()) {
    for (let c = 0; c < channels; c++) {
      const value = data[p * channels + c] as number;
      low = Math.min(low, value);
      high = Math.max(high, value);
      add(label * size + c, value);
    }
    add(label * size + channels, Math.floor(p / width));
    add(label * size + channels + 1, p % width);
    add(label * size + channels + 2, 1);
  }
  const colour = 1 / (channels * ((high - low) ** 2 || 1));
  const place = (compactness / step) ** 2;
  const best = new Float64Array(labels.length).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < areas; k++) {
    const from = k * size;
    const n = centres[from + channels + 2] as number;
    if (n === 0) continue;
    const [cy, cx] = [(centres[from + channels] as number) / n, (centres[from + channels + 1] as number) / n];
    const reach = Math.ceil(2 * step);
    for (let y = Math.max(0, Math.round(cy) - reach); y < Math.min(height, Math.round(cy) + reach + 1); y++)
      for (
        let x = Math.max(0, Math.round(cx) - reach);
        x < Math.min(width, Math.round(cx) + reach + 1);
        x++
      ) {
        const p = y * width + x;
        let distance = place * ((y - cy) ** 2 + (x - cx) ** 2);
        for (let c = 0; c < channels; c++)
          distance += colour * ((data[p * channels + c] as number) - (centres[from + c] as number) / n) ** 2;
        if (distance < (best[p] as number)) {
          best[p] = distance;
          labels[p] = k;
        }
      }
  }
}

/** Every connected piece (4 neighbours) becomes an area; one below `least` pixels joins the area before it. */
function joined(labels: Int32Array, height: number, width: number, least: number) {
  const out = new Int32Array(labels.length).fill(-1);
  const queue = new Int32Array(labels.length);
  let count = 0;
  for (let start = 0; start < labels.length; start++) {
    if (out[start] !== -1) continue;
    let [head, tail, neighbour] = [0, 0, -1];
    queue[tail++] = start;
    out[start] = count;
    while (head < tail) {
      const p = queue[head++] as number;
      const [y, x] = [Math.floor(p / width), p % width];
      for (const q of [
        x > 0 ? p - 1 : p,
        x + 1 < width ? p + 1 : p,
        y > 0 ? p - width : p,
        y + 1 < height ? p + width : p,
      ]) {
        if (out[q] === -1 && labels[q] === labels[start]) {
          out[q] = count;
          queue[tail++] = q;
        } else if (out[q] !== -1 && out[q] !== count) neighbour = out[q] as number;
      }
    }
    if (tail < least && neighbour >= 0) for (let i = 0; i < tail; i++) out[queue[i] as number] = neighbour;
    else count++;
  }
  return { labels: out, count };
}
