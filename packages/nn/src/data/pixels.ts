import { LeptonError } from "@lepton/core";
import { float32, type NdArray, sizeOf } from "../array/ndArray.ts";
import { nextTurn } from "./prefetch.ts";

/** Milliseconds after which long work lets the event loop run: far below the 50 that a caller may be held up. */
const turnMs = 5;

/** Called often during long work: waits for a turn of the event loop when the last one is some milliseconds ago. */
export function turns(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < turnMs) return;
    return nextTurn().then(() => {
      last = performance.now();
    });
  };
}

export type Layout = "NHWC" | "NCHW";

/** [n, height, width, channels] → [n, channels, height, width], copied. */
export function channelsFirst({ data, shape }: NdArray<"float32">): NdArray<"float32"> {
  const [n = 0, height = 0, width = 0, channels = 0] = shape;
  const out = new Float32Array(data.length);
  const pixels = height * width * channels;
  for (let at = 0; at < out.length; at += pixels)
    planes(data, out, at, { area: height * width, channels, of: (value) => value });
  return float32(out, [n, channels, height, width]);
}

/**
 * Bytes [n, ...] to float32, value · rescale; images [n, height, width, channels] also to channels first. Other work of
 * the thread gets its turn in between, row by row. Errors: NN_SHAPE_MISMATCH.
 */
export async function bytesToFloats(
  { data, shape }: NdArray<"uint8">,
  {
    rescale = 1 / 255,
    layout = "NHWC",
    signal,
  }: { rescale?: number; layout?: Layout; signal?: AbortSignal } = {},
): Promise<NdArray<"float32">> {
  const [n = 0, height = 0, width = 0, channels = 0] = shape;
  if (layout === "NCHW" && shape.length !== 4)
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "Only images [n, height, width, channels] can be given channels first.",
      received: `shape [${shape.join(", ")}]`,
      next: "Reshape grey images to one channel, or leave the layout out.",
    });
  const table = Float32Array.from({ length: 256 }, (_, value) => value * rescale);
  const of = (value: number) => table[value] as number;
  const out = new Float32Array(data.length);
  const row = sizeOf(shape.slice(1));
  const pause = turns();
  for (let at = 0; at < out.length; at += row) {
    if (layout === "NCHW") planes(data, out, at, { area: height * width, channels, of });
    else for (let i = at; i < at + row; i++) out[i] = table[data[i] as number] as number;
    await pause();
    signal?.throwIfAborted();
  }
  await nextTurn(); // Batches made one after the other are work without a pause, too.
  return float32(out, layout === "NCHW" ? [n, channels, height, width] : shape);
}

/** One image, beginning at `start` on both sides: value (pixel i, channel k) goes to k · area + i. */
function planes(
  data: Uint8Array | Float32Array,
  out: Float32Array,
  start: number,
  { area, channels, of }: { area: number; channels: number; of: (value: number) => number },
): void {
  for (let k = 0; k < channels; k++) {
    const to = start + k * area;
    let from = start + k;
    for (let i = 0; i < area; i++, from += channels) out[to + i] = of(data[from] as number);
  }
}
