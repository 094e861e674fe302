/**
 * IEEE 754 binary16 to single precision, exact: 1 sign, 5 exponent (bias 15), 10 fraction bits.
 * Below 2⁻¹⁴ the value is fraction · 2⁻²⁴; exponent 31 is an infinity or not a number.
 */
export function float16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** bfloat16 to single precision, exact: it is the upper half of the 32 bits. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint32Array.from(bits, (half) => half * 65536).buffer);
}
