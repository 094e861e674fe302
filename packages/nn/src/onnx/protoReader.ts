import { LeptonError } from "@lepton/core";

/** How deep messages may nest: protobuf's own limit. A graph inside a node's attribute takes three levels. */
const maxDepth = 100;

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the fields of one protobuf message, in place: bytes and nested messages are views.
 *
 *     while (from.next()) {
 *       if (from.field === 1) name = from.string();
 *       else from.skip();
 *     }
 *
 * Errors: NN_ONNX_INVALID with the byte offset, for whatever does not follow the wire format.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtoReader {
  /** Number of the field that `next` found. */
  field = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #message: string;
  readonly #end: number;
  readonly #depth: number;
  #at: number;
  #fieldAt: number;
  #wireType = 0;

  /** `message` names what is read, for errors. */
  constructor(bytes: Uint8Array, message: string, from = 0, end = bytes.length, depth = 0) {
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength); // a Buffer's views would be Buffers
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#message = message;
    this.#at = from;
    this.#fieldAt = from;
    this.#end = end;
    this.#depth = depth;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    this.#fieldAt = this.#at;
    const tag = this.#uint32("the tag of a field");
    this.field = tag >>> 3;
    this.#wireType = tag & 7;
    if (this.field === 0) this.fail("has a field with number 0, which protobuf does not allow");
    return true;
  }

  /** Passes over a field that nobody asked for. */
  skip(): void {
    if (this.#wireType === 0) this.#varint64();
    else if (this.#wireType === 1) this.#advance(8);
    else if (this.#wireType === 2) this.#advance(this.#uint32("a length"));
    else if (this.#wireType === 5) this.#advance(4);
    else this.fail(`has field ${this.field} with unknown wire type ${this.#wireType}`);
  }

  /** A signed integer; bigint outside ±2⁵³. */
  int64(): number | bigint {
    this.#expect(0);
    return this.#varint64();
  }

  /** A signed integer that must be safe as a number: versions, enumerations, sizes. */
  integer(): number {
    const value = this.int64();
    if (typeof value === "bigint") this.fail(`has ${value} in field ${this.field}, which is out of range`);
    return value;
  }

  float(): number {
    this.#expect(5);
    return this.#view.getFloat32(this.#advance(4), true);
  }

  /** A view of the bytes, not a copy. */
  bytes(): Uint8Array {
    this.#expect(2);
    const length = this.#uint32("a length");
    const from = this.#advance(length);
    return this.#bytes.subarray(from, from + length);
  }

  string(): string {
    const bytes = this.bytes();
    try {
      return text.decode(bytes);
    } catch {
      this.fail(`has text in field ${this.field} that is not UTF-8`);
    }
  }

  /** A nested message, called `name` in errors. */
  message(name: string): ProtoReader {
    this.#expect(2);
    const length = this.#uint32("a length");
    const from = this.#advance(length);
    if (this.#depth === maxDepth) this.fail(`nests more than ${maxDepth} messages`);
    return new ProtoReader(this.#bytes, name, from, from + length, this.#depth + 1);
  }

  /** One element of a repeated integer field, or a packed run of them, appended to `to`. */
  int64s(to: (number | bigint)[]): void {
    if (this.#wireType === 0) to.push(this.#varint64());
    else for (const packed = this.#packed(); packed.#at < packed.#end; ) to.push(packed.#varint64());
  }

  floats(to: number[]): void {
    if (this.#wireType === 5) to.push(this.float());
    else
      for (const packed = this.#packed(); packed.#at < packed.#end; )
        to.push(this.#view.getFloat32(packed.#advance(4), true));
  }

  doubles(to: number[]): void {
    if (this.#wireType === 1) to.push(this.#view.getFloat64(this.#advance(8), true));
    else
      for (const packed = this.#packed(); packed.#at < packed.#end; )
        to.push(this.#view.getFloat64(packed.#advance(8), true));
  }

  /** Throws that this message `problem`, at the field last begun. */
  fail(problem: string): never {
    throw new LeptonError("NN_ONNX_INVALID", {
      problem: `This is no intact ONNX file: ${this.#message} ${problem}.`,
      received: `byte ${this.#fieldAt} of ${this.#bytes.length}`,
      next: "Export or download the file again; it may be cut off, or of another format.",
    });
  }

  #packed(): ProtoReader {
    const packed = this.message(this.#message);
    packed.field = this.field;
    return packed;
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType)
      this.fail(`has field ${this.field} with wire type ${this.#wireType} instead of ${wireType}`);
  }

  /** Steps over `length` bytes and says where they begin. */
  #advance(length: number): number {
    const from = this.#at;
    if (length > this.#end - from)
      this.fail(`has field ${this.field} ending ${length - (this.#end - from)} bytes behind the end`);
    this.#at = from + length;
    return from;
  }

  #byte(): number {
    if (this.#at >= this.#end) this.fail("ends within a number");
    return this.#bytes[this.#at++] as number;
  }

  #uint32(what: string): number {
    const value = this.#varint64();
    if (typeof value === "bigint" || value < 0 || value > 0xffffffff)
      this.fail(`has ${value} for ${what}, which is out of range`);
    return value;
  }

  #varint64(): number | bigint {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28; // its lower four bits; the upper three begin the high word
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        const value = high * 2 ** 32 + (low >>> 0);
        return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low >>> 0);
      }
    }
    this.fail("has a number of more than ten bytes");
  }
}
