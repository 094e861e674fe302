import { random } from "@lepton/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encode, sequenceRecipe } from "./encode.ts";
import { featureTable } from "./features.ts";
import { type EventColumns, endBefore, historiesFrom } from "./histories.ts";
import { dayMs, momentsAt, personTimeSplit } from "./moments.ts";
import { nothing, other, outcomesOf } from "./outcomes.ts";

const row = fc.record({
  person: fc.constantFrom("ann", "bob", "cat"),
  event: fc.constantFrom("look", "buy"),
  time: fc.integer({ min: 0, max: 50 }).map((day) => day * dayMs),
  amount: fc.constantFrom(Number.NaN, 5, 12.5),
});
const columns = (
  rows: readonly { person: string; event: string; time: number; amount: number }[],
): EventColumns => ({
  persons: rows.map(({ person }) => person),
  events: rows.map(({ event }) => event),
  times: rows.map(({ time }) => time),
  amounts: rows.map(({ amount }) => amount),
});
const at = (day: number, event: string, amount = Number.NaN, person = "ann") => ({
  person,
  event,
  time: day * dayMs,
  amount,
});

test("events may come in any order: every person's are by time, none is lost", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const { persons, offsets, times, codes, names } = historiesFrom(columns(rows));
      persons.forEach((person, i) => {
        const own = Array.from(times.subarray(offsets[i], offsets[i + 1]));
        expect(own).toEqual(own.toSorted((a, b) => a - b));
        const want = rows.filter((one) => one.person === person).map(({ time, event }) => `${time} ${event}`);
        const have = Array.from(
          codes.subarray(offsets[i], offsets[i + 1]),
          (code, j) => `${own[j]} ${names[code]}`,
        );
        expect(have.toSorted()).toEqual(want.toSorted());
      });
    }),
  );
});

test("events at or after the cutoff change no input of the network and no feature", () => {
  // Everybody and every name is there from the first day, so that persons and ids have one order.
  const first = ["ann", "bob", "cat"].flatMap((person) => [
    at(0, "look", 1, person),
    at(0, "buy", 2, person),
  ]);
  const options = { steps: 6, rare: 1, most: 9 };
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (rows, day) => {
      const cutoff = day * dayMs;
      const inputs = (events: typeof rows) => {
        const x = momentsAt(historiesFrom(columns([...first, ...events])), [{ cutoff, horizonDays: 7 }]);
        const recipe = sequenceRecipe(x, options, null);
        return { recipe, arrays: encode(x, recipe, null), features: featureTable(x, ["look", "buy"]) };
      };
      expect(inputs(rows)).toEqual(inputs(rows.filter(({ time }) => time < cutoff)));
    }),
    { numRuns: 60 },
  );
});

test("the last events, the gaps between them and the cutoff as a step, worked by hand", () => {
  const rows = [at(10, "buy", 20), at(3, "look"), at(1, "odd"), at(12, "look")];
  const x = momentsAt(
    historiesFrom(columns([...rows, at(1, "look", Number.NaN, "bob"), at(2, "buy", 20, "bob")])),
    [{ cutoff: 14 * dayMs, horizonDays: 30 }],
  );
  // Counts: look 3, buy 2, odd 1: odd is rare. Ids: 1 rare, 2 the cutoff, 3 look, 4 buy.
  const recipe = sequenceRecipe(x, { steps: 4, rare: 2, most: 9 }, null);
  expect(recipe.vocabulary).toEqual(["look", "buy"]);
  const [codes, numbers] = encode(x, recipe, null).map(({ data }) => data) as [Int32Array, Float32Array];
  expect([...codes]).toEqual([3, 4, 3, 2, 0, 3, 4, 2]);
  const step = (person: number, i: number) =>
    [...numbers.subarray((person * 4 + i) * 4, (person * 4 + i + 1) * 4)].map((value) =>
      Number(value.toFixed(4)),
    );
  const days = (count: number) => Number((Math.log1p(count) / 3).toFixed(4));
  // All amounts are 20: ln 21 over its own size is 1.
  expect(step(0, 0)).toEqual([days(2), days(11), 0, 0]);
  expect(step(0, 1)).toEqual([days(7), days(4), 1, 1]);
  expect(step(0, 3)).toEqual([days(2), 0, 0, 0]);
  expect(step(1, 0)).toEqual([0, 0, 0, 0]);
  // Bob's first event has no gap before it.
  expect(step(1, 1)).toEqual([0, days(13), 0, 0]);
});

test("outcomes are read from the horizon alone, worked by hand", () => {
  const rows = [
    at(1, "look"),
    at(5, "buy", 10),
    at(6, "look"),
    at(8, "buy", 4),
    at(15, "buy", 99),
    at(2, "look", 1, "bob"),
  ];
  const x = momentsAt(historiesFrom(columns(rows)), [{ cutoff: 5 * dayMs, horizonDays: 10 }]);
  const known = 15 * dayMs;
  expect(x.persons.length).toBe(2);
  const labels = ({ labels, classes }: { labels: Int32Array; classes: readonly string[] }) =>
    Array.from(labels, (label) => classes[label]);
  expect(labels(outcomesOf(x, { kind: "event", event: "buy" }, known))).toEqual(["yes", "no"]);
  expect(labels(outcomesOf(x, { kind: "noEvent" }, known))).toEqual(["no", "yes"]);
  const next = outcomesOf(x, { kind: "next" }, known);
  expect(next.classes).toEqual([nothing, "look", "buy"]);
  expect(labels(next)).toEqual(["buy", nothing]);
  expect(labels(outcomesOf(x, { kind: "next", among: ["look"] }, known))).toEqual([other, nothing]);
  expect([...outcomesOf(x, { kind: "count" }, known).values]).toEqual([3, 0]);
  expect([...outcomesOf(x, { kind: "count", event: "buy" }, known).values]).toEqual([2, 0]);
  expect([...outcomesOf(x, { kind: "amount", event: "buy" }, known).values]).toEqual([14, 0]);
  expect(outcomesOf(x, { kind: "time", event: "look" }, known)).toEqual({
    task: "survival",
    days: Float64Array.of(1, 10),
    isObserved: Uint8Array.of(1, 0),
  });
  expect(() => outcomesOf(x, { kind: "count" }, 14 * dayMs)).toThrow(/not known yet/);
  expect(() => outcomesOf(x, { kind: "count", event: "bu" }, known)).toThrow(/Did you mean buy/);
});

test("a split by person and time shares no person and no time", () => {
  const { next } = random(3);
  const rows = Array.from({ length: 400 }, (_, i) => at(100 * next(), "use", 1, `p${i % 80}`));
  const histories = historiesFrom(columns(rows));
  const options = { cutoff: 60 * dayMs, horizonDays: 20, seed: 1 };
  const { training, test: held } = personTimeSplit(histories, {
    ...options,
    trainingCutoffs: [30 * dayMs, 40 * dayMs],
  });
  const tested = new Set(held.persons);
  expect(tested.size).toBe(held.persons.length);
  expect([...training.persons].some((person) => tested.has(person))).toBe(false);
  training.cutoffs.forEach((cutoff, i) => {
    expect(cutoff + (training.horizonsDays[i] as number) * dayMs).toBeLessThanOrEqual(60 * dayMs);
  });
  expect(
    training.persons.every(
      (person, i) =>
        endBefore(histories, person, training.cutoffs[i] as number) > (histories.offsets[person] as number),
    ),
  ).toBe(true);
  const late = { ...options, trainingCutoffs: [50 * dayMs] };
  expect(() => personTimeSplit(histories, late)).toThrow(/ends after the test begins/);
  expect(personTimeSplit(histories, { ...late, shortens: true }).training.horizonsDays[0]).toBe(10);
  expect(() => personTimeSplit(histories, { ...late, trainingCutoffs: [] })).toThrow(/no rows/);
  expect(() => momentsAt(histories, [{ cutoff: 0, horizonDays: 5 }])).toThrow(/Nobody has an event/);
  expect(() => momentsAt(histories, [{ cutoff: 0, horizonDays: 0 }])).toThrow(/above 0 days/);
});

test("events without a time, and columns of other lengths, are named", () => {
  const good = columns([at(1, "look")]);
  expect(() => historiesFrom({ ...good, times: [Number.NaN] })).toThrow(/has no time/);
  expect(() => historiesFrom({ ...good, events: [] })).toThrow(/equal length/);
  expect(() => historiesFrom({ persons: [], events: [], times: [] })).toThrow(/no events/);
});
