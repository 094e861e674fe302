import { LeptonError } from "@lepton/core";
import { float32, int32, type NdArray } from "../array/ndArray.ts";

export interface PadOptions<T extends "int32" | "float32"> {
  /** Length of every row; that of the longest sequence unless told. */
  readonly maxlen?: number;
  /** Where the padding goes, "pre" unless told. */
  readonly padding?: "pre" | "post";
  /** Which end of a sequence that is too long is dropped, "pre" unless told. */
  readonly truncating?: "pre" | "post";
  /** What is filled in, 0 unless told. */
  readonly value?: number;
  readonly dtype?: T;
}

/**
 * Sequences of different lengths → [n, maxlen], with the names and defaults of Keras' `pad_sequences`.
 * Type: int32 (token ids) unless "float32" is asked for. Errors: NN_OPTION_INVALID.
 */
export function padSequences<T extends "int32" | "float32" = "int32">(
  sequences: readonly ArrayLike<number>[],
  { maxlen, padding = "pre", truncating = "pre", value = 0, dtype }: PadOptions<T> = {},
): NdArray<T> {
  const width = maxlen ?? sequences.reduce((longest, { length }) => Math.max(longest, length), 0);
  if (!Number.isInteger(width) || width < 0)
    throw new LeptonError("NN_OPTION_INVALID", {
      problem: "padSequences: maxlen is not a whole number of at least 0.",
      received: String(maxlen),
      field: "maxlen",
      next: "Give the number of steps per row, or leave it out.",
    });
  const Store = dtype === "float32" ? Float32Array : Int32Array;
  const data = new Store(sequences.length * width).fill(value);
  for (const [row, sequence] of sequences.entries()) {
    const kept = Math.min(sequence.length, width);
    const from = truncating === "pre" ? sequence.length - kept : 0;
    const at = row * width + (padding === "pre" ? width - kept : 0);
    for (let i = 0; i < kept; i++) data[at + i] = sequence[from + i] as number;
  }
  const wrap = dtype === "float32" ? float32 : int32;
  return wrap(data, [sequences.length, width]) as NdArray as NdArray<T>;
}
