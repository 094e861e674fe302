import { LeptonError } from "@lepton/core";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
const digits = new Map([...alphabet].map((letter, value) => [letter, value]));
const bitsPerLetter = 6;

/**
 * Undoes lz-string's `compressToBase64`, which old trackers send as `compression=lz64`.
 * The library has no bound on what comes out (64 kB can grow to hundreds of MB), so the algorithm
 * stands here with one: at most `maxChars` UTF-16 units.
 * Source: LZ-based compression as in pieroxy/lz-string 1.5.
 */
export function lz64(input: string, maxChars: number): string {
  const read = bitReader(input);
  const first = literal(read(2), read);
  if (first === undefined) return "";
  // Entries 0–2 are the codes for an 8-bit letter, a 16-bit letter and the end.
  const dictionary: string[] = ["", "", "", first];
  const output = [first];
  let length = first.length;
  let width = 3;
  let room = 4;
  let previous = first;
  for (;;) {
    let code = read(width);
    if (code === 2) return output.join("");
    if (code < 2) {
      dictionary.push(literal(code, read) ?? "");
      code = dictionary.length - 1;
      if (--room === 0) room = 2 ** width++;
    }
    const entry = code === dictionary.length ? previous + previous.charAt(0) : dictionary[code];
    if (entry === undefined) throw broken();
    output.push(entry);
    length += entry.length;
    if (length > maxChars)
      throw new LeptonError("CAPTURE_BODY_TOO_LARGE", {
        problem: `The body unpacks to more than ${maxChars} characters.`,
        next: "Send fewer events per request.",
        status: 413,
      });
    dictionary.push(previous + entry.charAt(0));
    if (--room === 0) room = 2 ** width++;
    previous = entry;
  }
}

function literal(code: number, read: (bits: number) => number): string | undefined {
  if (code === 2) return undefined;
  if (code > 2) throw broken();
  return String.fromCharCode(read(code === 0 ? 8 : 16));
}

/** Reads numbers of so many bits, least significant bit first. */
function bitReader(input: string): (bits: number) => number {
  let position = 0;
  let value = 0;
  let left = 0;
  return (bits) => {
    let result = 0;
    for (let bit = 0; bit < bits; bit++) {
      if (left === 0) {
        const digit = digits.get(input.charAt(position++));
        if (digit === undefined) throw broken();
        value = digit;
        left = bitsPerLetter;
      }
      left--;
      if ((value >> left) & 1) result |= 1 << bit;
    }
    return result;
  };
}

function broken(): LeptonError {
  return new LeptonError("CAPTURE_BODY_UNREADABLE", {
    problem: "The body says it is lz64, and does not unpack.",
    next: "Send JSON, plain or gzipped.",
  });
}
