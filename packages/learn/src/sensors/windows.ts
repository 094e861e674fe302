import { type Table, tableOf } from "../table/table.ts";
import type { ScaledUnit } from "./scaling.ts";

/** A reading: its machine's place and its own in that machine. */
export interface Place {
  readonly unit: number;
  readonly reading: number;
}

/** The last `length` readings up to each place. Nothing later, nothing of another machine. */
export interface Windows {
  readonly rows: number;
  readonly length: number;
  readonly channels: readonly string[];
  /** [rows, length, channels] row-major. */
  readonly values: Float32Array;
}

/** Windows that end at these places; before a machine's first reading, that one is repeated. */
export function windowsOf(
  units: readonly ScaledUnit[],
  places: readonly Place[],
  { length, channels }: { length: number; channels: readonly string[] },
): Windows {
  const width = channels.length;
  const values = new Float32Array(places.length * length * width);
  places.forEach(({ unit, reading }, row) => {
    const from = (units[unit] as ScaledUnit).values;
    for (let t = 0; t < length; t++) {
      const at = Math.max(0, reading - length + 1 + t) * width;
      values.set(from.subarray(at, at + width), (row * length + t) * width);
    }
  });
  return { rows: places.length, length, channels, values };
}

export function takeWindows({ length, channels, values }: Windows, rows: ArrayLike<number>): Windows {
  const size = length * channels.length;
  const taken = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i] as number) * size;
    taken.set(values.subarray(at, at + size), i * size);
  }
  return { rows: rows.length, length, channels, values: taken };
}

/** Readings of every machine whose windows are whole, at most `most` in all, evenly left out above. */
export function wholePlaces(units: readonly ScaledUnit[], length: number, most: number): Place[] {
  const count = units.reduce((sum, { readings }) => sum + Math.max(0, readings - length + 1), 0);
  const stride = Math.max(1, Math.ceil(count / most));
  return units.flatMap(({ readings }, unit) => {
    const places: Place[] = [];
    // Counted from the last reading, so that the end of every life is there.
    for (let reading = readings - 1; reading >= length - 1; reading -= stride) places.push({ unit, reading });
    return places.reverse();
  });
}

/** The last reading of every window as columns, one per channel. */
export const lastValues = (windows: Windows): Table => columnsOf(windows, { last: statistics.last });

/** Mean, slope (per window), deviation, mean of the last fifth and last value of every channel, as columns. */
export const windowStatistics = (windows: Windows): Table => columnsOf(windows, statistics);

type Statistic = (at: (t: number) => number, length: number) => number;
const mean: Statistic = (at, length) => {
  let sum = 0;
  for (let t = 0; t < length; t++) sum += at(t);
  return sum / length;
};
const statistics = {
  mean,
  slope: (at, length) => {
    const middle = (length - 1) / 2;
    let [sum, squares] = [0, 0];
    for (let t = 0; t < length; t++) {
      sum += (t - middle) * at(t);
      squares += (t - middle) ** 2;
    }
    return squares > 0 ? (sum / squares) * length : 0;
  },
  deviation: (at, length) => {
    const centre = mean(at, length);
    return Math.sqrt(mean((t) => (at(t) - centre) ** 2, length));
  },
  recent: (at, length) => {
    const few = Math.max(1, Math.round(length / 5));
    return mean((t) => at(length - few + t), few);
  },
  last: (at, length) => at(length - 1),
} satisfies Record<string, Statistic>;

function columnsOf(
  { rows, length, channels, values }: Windows,
  of: Readonly<Record<string, Statistic>>,
): Table {
  const width = channels.length;
  return tableOf(
    channels.flatMap((channel, c) =>
      Object.entries(of).map(([name, statistic]) => ({
        name: `${channel} · ${name}`,
        kind: "number" as const,
        values: Float64Array.from({ length: rows }, (_, row) =>
          statistic((t) => values[(row * length + t) * width + c] as number, length),
        ),
      })),
    ),
  );
}
