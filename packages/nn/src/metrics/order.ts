/**
 * Indices of the values from largest to smallest; equal values keep their order. O(n), typed arrays only.
 * Radix sort on the bits of float64, a byte at a time; bytes that all values share cost nothing.
 */
export function argsortDescending(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  const bits = new Uint32Array(2 * n);
  const floats = new Float64Array(bits.buffer);
  for (let i = 0; i < n; i++) floats[i] = (values[i] as number) + 0; // −0 and 0 are one value
  const low = littleEndian ? 0 : 1;
  for (let i = 0; i < n; i++) {
    // Keys that ascend as the values descend: negative numbers as they are, others with all but the sign turned.
    const high = bits[2 * i + 1 - low] as number;
    if (high < 0x80000000) {
      bits[2 * i + 1 - low] = ~high & 0x7fffffff;
      bits[2 * i + low] = ~(bits[2 * i + low] as number);
    }
  }
  let from = new Uint32Array(n);
  let to = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  const starts = new Uint32Array(256);
  for (let digit = 0; digit < 8; digit++) {
    const word = digit < 4 ? low : 1 - low;
    const shift = (digit & 3) * 8;
    starts.fill(0);
    for (let i = 0; i < n; i++) {
      const byte = ((bits[2 * i + word] as number) >>> shift) & 255;
      starts[byte] = (starts[byte] as number) + 1;
    }
    if (starts.includes(n)) continue;
    let before = 0;
    for (let byte = 0; byte < 256; byte++) {
      const count = starts[byte] as number;
      starts[byte] = before;
      before += count;
    }
    for (let at = 0; at < n; at++) {
      const i = from[at] as number;
      const byte = ((bits[2 * i + word] as number) >>> shift) & 255;
      const place = starts[byte] as number;
      starts[byte] = place + 1;
      to[place] = i;
    }
    [from, to] = [to, from];
  }
  return from;
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
