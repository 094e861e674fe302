import type { Interactions } from "./interactions.ts";
import type { People } from "./people.ts";

/** Adds the events of the data to the histories, items by their places in the data. */
export function historiesInto(people: People, data: Interactions): void {
  for (let row = 0; row < data.rows; row++)
    people.add({
      person: data.persons[data.person[row] as number] as string,
      item: data.item[row] as number,
      time: data.time[row] as number,
      weight: data.weight[row] as number,
    });
}
