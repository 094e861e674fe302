import { random } from "@lepton/core";
import { type ClassTarget, historiesFrom, type Moments, momentsAt, outcomesOf } from "../src/index.ts";

export const day = 86_400_000;
export const cutoff = 100 * day;
export const end = 130 * day;
export const small = { width: 16, events: 6, worker: false, epochs: 12 } as const;

export interface Event {
  person: string;
  event: string;
  time: number;
  amount?: number;
}
export const histories = (events: readonly Event[]) =>
  historiesFrom({
    persons: events.map(({ person }) => person),
    events: events.map(({ event }) => event),
    times: events.map(({ time }) => time),
    amounts: events.map(({ amount }) => amount ?? Number.NaN),
  });

/**
 * Everybody does "use", "help" and "fail" once, in an order by chance; who failed after asking for help comes back.
 * Counts and recency say nothing: only the order does.
 */
export function ordered(persons: number): { x: Moments; y: ClassTarget } {
  const { next, shuffle } = random(9);
  const events: Event[] = [];
  for (let i = 0; i < persons; i++) {
    const names = shuffle(["use", "help", "fail"]);
    const days = [20 + 10 * next(), 50 + 10 * next(), 80 + 10 * next()];
    names.forEach((event, j) => {
      events.push({ person: `p${i}`, event, time: (days[j] as number) * day });
    });
    if (names.indexOf("fail") > names.indexOf("help"))
      events.push({ person: `p${i}`, event: "use", time: (101 + 20 * next()) * day });
  }
  const x = momentsAt(histories(events), [{ cutoff, horizonDays: 30 }]);
  return { x, y: outcomesOf(x, { kind: "event" }, end) };
}
export const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Half are "fast" with a rate of 0.2 a day, half "slow" with 0.02; amounts lognormal about e³ and e¹. */
export function paced(persons: number): Moments {
  const { next, normal } = random(6);
  const events = rows(0, persons).flatMap((i) => {
    const isFast = i % 2 === 0;
    const own: Event[] = [{ person: `p${i}`, event: isFast ? "fast" : "slow", time: 60 * day + i }];
    for (let time = 60; ; ) {
      time += -Math.log(1 - next()) / (isFast ? 0.2 : 0.02);
      if (time > 130) return own;
      const amount = Math.exp((isFast ? 3 : 1) + 0.3 * normal());
      own.push({ person: `p${i}`, event: "buy", time: time * day, amount });
    }
  });
  return momentsAt(histories(events), [{ cutoff, horizonDays: 30 }]);
}
