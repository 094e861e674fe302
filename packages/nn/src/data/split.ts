import { LeptonError } from "@lepton/core";
import { type ArrayDataset, type ArraysOptions, arrays, rowNumbers, shuffled } from "./dataset.ts";

type Keys = ArrayLike<number | bigint | string>;

export interface SplitOptions {
  /** Share of the rows held out, in (0, 1). */
  readonly validation: number;
  /** Random by seed unless false: then the last rows are held out, as Keras' `validation_split` does. */
  readonly shuffle?: boolean;
  /** 0 unless told. */
  readonly seed?: number;
  /** A class per row: each class gives its share, rounded. */
  readonly stratify?: Keys;
  /** A group per row, e.g. the person measured: a group is never on both sides. The share is met as nearly as groups allow. */
  readonly groups?: Keys;
}

/**
 * Rows of `rows` rows split into [train, validation], both ascending.
 * Errors: NN_SPLIT_EMPTY when a side would be empty, NN_DATA_LENGTHS, NN_OPTION_INVALID.
 */
export function splitRows(
  rows: number,
  options: SplitOptions,
): { train: Uint32Array; validation: Uint32Array } {
  const { validation: share, shuffle = true, seed = 0, stratify, groups } = options;
  if (!(share > 0 && share < 1))
    throw invalid("validation", String(share), "Give a share between 0 and 1, e.g. 0.2.");
  if (stratify && groups)
    throw invalid(
      "groups",
      "stratify and groups",
      "Give one of them: whole groups cannot also keep every class's share.",
    );
  for (const keys of [stratify, groups])
    if (keys && keys.length !== rows)
      throw new LeptonError("NN_DATA_LENGTHS", {
        problem: `A split needs one key per row; there are ${rows} rows.`,
        received: `${keys.length} keys`,
        next: "Give one class or group per row.",
      });
  const order = shuffle ? shuffled(rowNumbers(rows), seed) : rowNumbers(rows).reverse();
  const held = new Uint8Array(rows);
  if (groups) holdGroups(order, groups, Math.round(rows * share), held);
  else
    for (const part of stratify ? byKey(order, stratify).values() : [order])
      for (const row of part.slice(0, Math.round(part.length * share))) held[row] = 1;
  const validation = rowNumbers(rows).filter((row) => held[row] === 1);
  const train = rowNumbers(rows).filter((row) => held[row] === 0);
  if (train.length === 0 || validation.length === 0)
    throw new LeptonError("NN_SPLIT_EMPTY", {
      problem: `The split leaves ${train.length} rows to train on and ${validation.length} to validate on.`,
      received: `${rows} rows, validation ${share}`,
      next: "Give more rows, another share, or finer groups.",
    });
  return { train, validation };
}

/** Arrays split into two datasets that share their memory. The options of `arrays` hold for both; validation keeps its order. */
export function splitArrays(
  options: Omit<ArraysOptions, "rows">,
  how: SplitOptions,
): { train: ArrayDataset; validation: ArrayDataset } {
  const { samples } = arrays(options);
  const { train, validation } = splitRows(samples, { seed: options.seed ?? 0, ...how });
  return {
    train: arrays({ ...options, rows: train }),
    validation: arrays({ ...options, rows: validation, shuffle: false }),
  };
}

function byKey(order: Uint32Array, keys: Keys): Map<number | bigint | string, number[]> {
  const parts = new Map<number | bigint | string, number[]>();
  for (const row of order) {
    const key = keys[row] as number;
    const part = parts.get(key);
    if (part) part.push(row);
    else parts.set(key, [row]);
  }
  return parts;
}

/** Whole groups, in the order drawn, while each brings the count nearer to `wanted`. */
function holdGroups(order: Uint32Array, groups: Keys, wanted: number, held: Uint8Array): void {
  let count = 0;
  for (const part of byKey(order, groups).values()) {
    if (Math.abs(count + part.length - wanted) > Math.abs(count - wanted)) continue;
    count += part.length;
    for (const row of part) held[row] = 1;
  }
}

function invalid(field: string, received: string, next: string): LeptonError {
  return new LeptonError("NN_OPTION_INVALID", {
    problem: `split: ${field} does not fit.`,
    received,
    field,
    next,
  });
}
