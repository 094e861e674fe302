import { random } from "@lepton/core";
import { type Interactions, interactionsFrom } from "./interactions.ts";

/** Two tastes of ten items each; people use eight of theirs in turn, and now and then one of the other. */
export function twoTastes(seed = 1, people = 60): Interactions {
  const { next, int, shuffle } = random(seed);
  const events: { person: string; item: string; time: number }[] = [];
  for (let p = 0; p < people; p++) {
    const taste = p % 2;
    const start = int(1000);
    shuffle([...Array(10).keys()])
      .slice(0, 8)
      .forEach((item, step) => {
        const own = next() < 0.9 ? taste : 1 - taste;
        events.push({
          person: `p${p}`,
          item: `${own === 0 ? "tea" : "coffee"}${item}`,
          time: 3_600_000 * (start + step),
        });
      });
  }
  return interactionsFrom({
    person: events.map(({ person }) => person),
    item: events.map(({ item }) => item),
    time: events.map(({ time }) => time),
  });
}
