import { random } from "@lepton/core";
import type { CapturedEvent } from "@lepton/warehouse";

type Event = Pick<CapturedEvent, "event" | "distinctId" | "ts" | "dedupeKey" | "properties">;

const dayMs = 86_400_000;

/**
 * A made-up company whose people leave for reasons that only their past tells. Each has a pace of their own: somebody
 * silent for ten days is gone when they used to come daily, and fine when they used to come every three weeks. So
 * recency alone ranks them badly; recency together with frequency ranks them well.
 */
export function companyEvents(options: {
  people: number;
  days: number;
  endMs: number;
  seed: number;
}): Event[] {
  const { people, days, endMs, seed } = options;
  const { next } = random(seed);
  const events: Event[] = [];
  const add = (distinctId: string, event: string, day: number, properties = {}) =>
    events.push({
      distinctId,
      event,
      ts: Math.round(endMs - (days - day) * dayMs),
      dedupeKey: `${distinctId} ${event} ${day}`,
      properties,
    });
  for (let p = 0; p < people; p++) {
    const id = `person-${p}`;
    const paceDays = [1.5, 5, 18][p % 3] as number;
    const source = ["ad", "friend", "search"][Math.floor(next() * 3)] as string;
    let day = next() * days * 0.4;
    add(id, "sign up", day, { source });
    // Whoever leaves does so after a visit, at random: the mean life is 100 days whatever the pace.
    const end = day - 100 * Math.log(1 - next());
    for (day += paceDays * next(); day < Math.min(end, days); day += paceDays * (0.5 + next())) {
      add(id, "use", day, { source });
      if (next() < 0.2) add(id, "pay", day + 0.01, { amount: Math.round(10 + 40 * next()), source });
    }
  }
  return events.filter(({ ts }) => ts < endMs);
}
