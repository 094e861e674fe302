import { LeptonError } from "@lepton/core";

/** Byte fields from this length on are kept by reference and copied once, into the result. */
const splicedFrom = 1024;

const text = new TextEncoder();

/**
 * Writes the protobuf wire format: varint, 32-bit, 64-bit and length-delimited fields, numbers packed.
 *
 * Small fields go into one growing buffer. The length of a message is only known behind it, so its body is
 * written first and then moved by the few bytes of its length. Large byte fields (weights) never enter that
 * buffer: their place is remembered, and `finish` copies them once.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtoWriter {
  #scratch = new Uint8Array(1024);
  #view = new DataView(this.#scratch.buffer);
  #at = 0;
  /** Large byte fields in order, each before `scratch[at]`. */
  readonly #spliced: { at: number; bytes: Uint8Array }[] = [];
  #splicedBytes = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#at + this.#splicedBytes;
  }

  /** Signed or unsigned varint of up to 64 bits; negative values take ten bytes, as protobuf asks. */
  int64(field: number, value: number | bigint): void {
    this.#tag(field, 0);
    this.#varint(value);
  }

  float(field: number, value: number): void {
    this.#tag(field, 5);
    this.#float(value);
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#double(value);
  }

  /** UTF-8; a lone surrogate becomes U+FFFD. */
  string(field: number, value: string): void {
    this.#delimited(field, () => {
      this.#reserve(3 * value.length);
      this.#at += text.encodeInto(value, this.#scratch.subarray(this.#at)).written;
    });
  }

  /** `value` must stay as it is until `finish`. */
  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, 2);
    this.#varint(value.length);
    if (value.length >= splicedFrom) {
      this.#spliced.push({ at: this.#at, bytes: value });
      this.#splicedBytes += value.length;
      return;
    }
    this.#reserve(value.length);
    this.#scratch.set(value, this.#at);
    this.#at += value.length;
  }

  /** A nested message whose fields `body` writes. */
  message(field: number, body: () => void): void {
    this.#delimited(field, body);
  }

  packedInt64(field: number, values: readonly (number | bigint)[]): void {
    this.#delimited(field, () => {
      for (const value of values) this.#varint(value);
    });
  }

  packedFloat(field: number, values: ArrayLike<number>): void {
    this.#delimited(field, () => {
      for (let i = 0; i < values.length; i++) this.#float(values[i] as number);
    });
  }

  packedDouble(field: number, values: ArrayLike<number>): void {
    this.#delimited(field, () => {
      for (let i = 0; i < values.length; i++) this.#double(values[i] as number);
    });
  }

  /** Everything written, in one array of exactly its size. */
  finish(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.length);
    let from = 0;
    let to = 0;
    for (const { at, bytes } of this.#spliced) {
      out.set(this.#scratch.subarray(from, at), to);
      to += at - from;
      out.set(bytes, to);
      to += bytes.length;
      from = at;
    }
    out.set(this.#scratch.subarray(from, this.#at), to);
    return out;
  }

  #delimited(field: number, body: () => void): void {
    this.#tag(field, 2);
    const start = this.#at;
    const lengthBefore = this.length;
    const splicedBefore = this.#spliced.length;
    body();
    const size = this.length - lengthBefore;
    const end = this.#at;
    this.#varint(size); // at the end, only to learn how wide it is and to have the room
    const width = this.#at - end;
    this.#scratch.copyWithin(start + width, start, end);
    this.#at = start;
    this.#varint(size);
    this.#at = end + width;
    for (let i = splicedBefore; i < this.#spliced.length; i++) {
      const splice = this.#spliced[i];
      if (splice) splice.at += width;
    }
  }

  #tag(field: number, wireType: 0 | 1 | 2 | 5): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number | bigint): void {
    this.#reserve(10);
    if (typeof value === "bigint" || value < 0) {
      let rest = BigInt.asUintN(64, asInteger(value));
      for (; rest > 127n; rest >>= 7n) this.#scratch[this.#at++] = Number(rest & 127n) | 128;
      this.#scratch[this.#at++] = Number(rest);
      return;
    }
    if (!Number.isSafeInteger(value)) asInteger(value);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#scratch[this.#at++] = (rest % 128) | 128;
    this.#scratch[this.#at++] = rest;
  }

  #float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  #double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#scratch.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#scratch.length, this.#at + bytes));
    grown.set(this.#scratch.subarray(0, this.#at));
    this.#scratch = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function asInteger(value: number | bigint): bigint {
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new LeptonError("NN_NOT_AN_INTEGER", {
      problem: "An integer field was given a number that is not a whole number below 2⁵³.",
      received: String(value),
      next: "Give a whole number, or a bigint for larger ones.",
    });
  return BigInt(value);
}
