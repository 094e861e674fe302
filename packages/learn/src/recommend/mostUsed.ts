import type { Interactions } from "./interactions.ts";

/** The most used items, at most so many, by ascending place. */
export function mostUsed(data: Interactions, most: number): Int32Array {
  const counts = new Float64Array(data.items.length);
  for (const item of data.item) counts[item] = (counts[item] as number) + 1;
  const order = Array.from(counts.keys()).sort(
    (a, b) => (counts[b] as number) - (counts[a] as number) || a - b,
  );
  return Int32Array.from(order.slice(0, most)).sort();
}

/** Place of an item among those taken, −1 where it is not. */
export function placesOf(taken: Int32Array): (item: number) => number {
  const places = new Map(Array.from(taken, (item, place) => [item, place]));
  return (item) => places.get(item) ?? -1;
}
