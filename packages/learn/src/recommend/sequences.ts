import type { Interactions } from "./interactions.ts";
import type { Query } from "./scorer.ts";

/** Histories cut into windows of `length` steps: what was seen, and what came after each step. */
export interface Windows {
  readonly rows: number;
  /** Ids 1 … items, 0 where there is nothing; [rows, length], full to the right. */
  readonly inputs: Int32Array;
  /** Places 0 … items − 1 of the next item, `nothing` where there is none to learn; [rows, length]. */
  readonly nexts: Int32Array;
}
export const nothing = -1;

/** Of every person windows from the latest event back, no step in two of them. `placeOf` is −1 for items left out. */
export function windowsOf(
  data: Interactions,
  people: ReadonlySet<number>,
  { length, placeOf }: { length: number; placeOf: (item: number) => number },
): Windows {
  const histories = new Map<number, number[]>();
  for (let row = 0; row < data.rows; row++) {
    const person = data.person[row] as number;
    const place = placeOf(data.item[row] as number);
    if (place < 0 || !people.has(person)) continue;
    const own = histories.get(person);
    if (own) own.push(place);
    else histories.set(person, [place]);
  }
  const inputs: number[] = [];
  const nexts: number[] = [];
  for (const own of histories.values())
    for (let end = own.length - 1; end > 0; end -= length)
      for (let step = end - length; step < end; step++) {
        inputs.push(step < 0 ? 0 : (own[step] as number) + 1);
        nexts.push(step < 0 ? nothing : (own[step + 1] as number));
      }
  return { rows: inputs.length / length, inputs: Int32Array.from(inputs), nexts: Int32Array.from(nexts) };
}

/** The last `length` known items of each history as ids, [queries, length]; null in `known` where there is none. */
export function lastSteps(
  queries: readonly Query[],
  { length, placeOf }: { length: number; placeOf: (item: number) => number },
): { inputs: Int32Array; known: number[] } {
  const rows: number[][] = [];
  const known: number[] = [];
  queries.forEach(({ items }, q) => {
    const row: number[] = [];
    for (let h = items.length - 1; h >= 0 && row.length < length; h--) {
      const place = placeOf(items[h] as number);
      if (place >= 0) row.unshift(place + 1);
    }
    if (row.length === 0) return;
    known.push(q);
    rows.push([...new Array<number>(length - row.length).fill(0), ...row]);
  });
  return { inputs: Int32Array.from(rows.flat()), known };
}
