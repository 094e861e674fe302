import fc from "fast-check";
import { expect, test } from "vitest";
import { tableFrom } from "../table/tableFrom.ts";
import { interactionsFrom } from "./interactions.ts";
import { blend, ease, factorisation, itemItem, popularity, sequential } from "./models.ts";
import type { FittedRecommender, Recommendation } from "./recommendation.ts";
import { twoTastes } from "./sample.fixture.ts";
import { recommenderFromJSON } from "./saved.ts";

const data = twoTastes();
const personal = [
  itemItem(),
  ease({ penalty: 5 }),
  factorisation({ factors: 4, penalty: 2 }),
  sequential({
    length: 8,
    width: 16,
    epochs: 30,
    patience: 10,
    batchSize: 8,
    learningRate: 1e-2,
    worker: false,
  }),
  blend([popularity(), ease({ penalty: 5 })]),
];
const all = [popularity(), ...personal];
const names = (list: readonly Recommendation[]) => list.map(({ item }) => item);
const teas = (list: readonly Recommendation[]) => names(list).filter((item) => item.startsWith("tea")).length;

for (const model of personal)
  test(`${model.name} tells two tastes apart, for strangers by their history too`, async () => {
    const fitted = await model.fit(data, { seed: 3 });
    const of = (items: string[]) => fitted.recommend({ history: items.map((item) => ({ item })) }, { k: 5 });
    expect(teas(await of(["tea1", "tea2", "tea3"]))).toBeGreaterThanOrEqual(4);
    expect(teas(await of(["coffee1", "coffee2", "coffee3"]))).toBeLessThanOrEqual(1);
    await fitted.close();
  });

for (const model of all)
  test(`${model.name}: saved and loaded recommends alike, and the same seed gives the same numbers`, async () => {
    const fitted = await model.fit(data, { seed: 3 });
    const again = await model.fit(data, { seed: 3 });
    const loaded = recommenderFromJSON(JSON.parse(JSON.stringify(fitted)));
    for (const who of ["p3", { history: [{ item: "tea4" }] }]) {
      const list = await fitted.recommend(who);
      expect(await loaded.recommend(who)).toEqual(list);
      expect(await again.recommend(who)).toEqual(list);
    }
    await Promise.all([fitted, again, loaded].map((one) => one.close()));
  });

for (const model of all)
  test(`${model.name}: what was used is not given again, never an item twice, never more than there are`, async () => {
    const fitted = await model.fit(data, { seed: 3 });
    const used = new Set(
      [...data.person].flatMap((p, row) =>
        data.persons[p] === "p5" ? [data.items[data.item[row] as number]] : [],
      ),
    );
    const list = names(await fitted.recommend("p5", { k: 1000 }));
    expect(list.length).toBe(data.items.length - used.size);
    expect(new Set(list).size).toBe(list.length);
    expect(list.some((item) => used.has(item))).toBe(false);
    expect((await fitted.recommend("p5", { k: 1000, seen: "include" })).length).toBe(data.items.length);
    await fitted.close();
  });

for (const model of all)
  test(`${model.name}: one item and one person fit, with a warning`, async () => {
    const fitted = await model.fit(interactionsFrom({ person: ["a"], item: ["x"], time: [1] }), { seed: 1 });
    expect(fitted.warnings).toMatchInlineSnapshot(`
      [
        "There is one item only: everybody is shown it.",
        "There is one person only: nothing tells which items go together for others.",
      ]
    `);
    expect(names(await fitted.recommend("a"))).toEqual([]);
    expect(names(await fitted.recommend("stranger"))).toEqual(["x"]);
    await fitted.close();
  });

test("a newcomer to a blend is shown what is popular, and told so", async () => {
  const fitted = await blend([popularity(), ease({ penalty: 5 })]).fit(data, { seed: 1 });
  const popular = await popularity().fit(data, { seed: 1 });
  const list = await fitted.recommend("new", { k: 5 });
  expect(names(list)).toEqual(names(await popular.recommend("new", { k: 5 })));
  expect(list.every(({ from, because }) => from === "popular" && because.length === 0)).toBe(true);
});

test("new events change what is recommended at once, without a new fit", async () => {
  const fitted = await itemItem().fit(data, { seed: 1 });
  expect((await fitted.recommend("new"))[0]?.from).toBe("popular");
  const event = (item: string, time: number) => ({ person: "new", item, time });
  expect(fitted.update([event("tea1", 9e9), event("tea2", 9.1e9), event("tea2", 9.1e9)])).toBe(2);
  const list = await fitted.recommend("new", { k: 5, reasons: 2 });
  expect(teas(list)).toBeGreaterThanOrEqual(4);
  expect(list.every(({ from }) => from === "history")).toBe(true);
  const shares = list[0]?.because.reduce((sum, { share }) => sum + share, 0);
  expect(shares).toBeCloseTo(1, 10);
  expect(new Set(list[0]?.because.map(({ item }) => item))).toEqual(new Set(["tea1", "tea2"]));
});

test("a late event takes its place in time; one bad event changes nothing", async () => {
  const fitted = await itemItem({ historyDecay: 0.01 }).fit(data, { seed: 1 });
  const twin = await itemItem({ historyDecay: 0.01 }).fit(data, { seed: 1 });
  fitted.update([
    { person: "n", item: "tea1", time: 9e9 },
    { person: "n", item: "coffee1", time: 8e9 },
  ]);
  twin.update([{ person: "n", item: "coffee1", time: 8e9 }]);
  twin.update([{ person: "n", item: "tea1", time: 9e9 }]);
  expect(await fitted.recommend("n")).toEqual(await twin.recommend("n"));
  const before = await fitted.recommend("n");
  expect(() =>
    fitted.update([
      { person: "n", item: "tea3", time: 9.5e9 },
      { person: "n", item: "tea4", time: Number.NaN },
    ]),
  ).toThrowError(expect.objectContaining({ code: "LEARN_INTERACTION" }));
  expect(await fitted.recommend("n")).toEqual(before);
});

test("recent popularity forgets at its half-life, counts live, and speaks for a segment as far as it was heard", async () => {
  const day = 86_400_000;
  const old = interactionsFrom({
    person: ["a", "b", "c", "d"],
    item: ["x", "x", "x", "y"],
    time: [0, 0, 0, 20 * day],
  });
  const first = async (fitted: FittedRecommender) => names(await fitted.recommend("stranger"))[0];
  expect(await first(await popularity({ halfLifeDays: null }).fit(old, { seed: 1 }))).toBe("x");
  const recent = await popularity({ halfLifeDays: 10 }).fit(old, { seed: 1 });
  // 3 · ½² = 0.75 of x, 1 of y: shares by hand.
  const [scores] = await recent.scores(["stranger"]);
  expect(scores?.[0]).toBeCloseTo(0.75 / 1.75, 5);
  recent.update([{ person: "e", item: "z", time: 5000 * day }]);
  expect(await first(recent)).toBe("z");

  const fitted = await popularity({ halfLifeDays: null, segmentEvents: 1 }).fit(old, {
    seed: 1,
    segments: { d: "north" },
  });
  const [north] = await fitted.scores([{ segment: "north" }]);
  expect(north?.[1]).toBeCloseTo((1 + 1 / 4) / (1 + 1), 5);
  const [unknown] = await fitted.scores([{ segment: "south" }]);
  expect(unknown?.[0]).toBeCloseTo(3 / 4, 5);
});

test("a new item with features is recommended to those who like its kind, before anybody used it", async () => {
  const table = tableFrom({
    name: [...data.items, "tea99", "coffee99"],
    kind: [...data.items.map((item) => item.replace(/\d/g, "")), "tea", "coffee"],
    caffeine: [...data.items, "tea99", "coffee99"].map((item) => (item.startsWith("tea") ? 30 : 90)),
  });
  const fitted = await ease({ penalty: 5 }).fit(data, { seed: 1, itemTable: { table, id: "name" } });
  const list = await fitted.recommend({ history: [{ item: "tea1" }, { item: "tea2" }] }, { k: 20 });
  const place = (item: string) => names(list).indexOf(item);
  expect(list.find(({ item }) => item === "tea99")?.from).toBe("features");
  expect(place("tea99")).toBeLessThan(place("coffee99") === -1 ? 20 : place("coffee99"));
  expect(fitted.similarItems("tea99", { k: 3 }).every(({ item }) => item.startsWith("tea"))).toBe(true);
  fitted.addItems({ table: tableFrom({ name: ["tea100"], kind: ["tea"], caffeine: [31] }), id: "name" });
  const more = await fitted.recommend({ history: [{ item: "tea1" }] }, { allowed: ["tea100", "coffee99"] });
  expect(names(more)[0]).toBe("tea100");
  const plain = await ease().fit(data, { seed: 1 });
  expect(() => plain.addItems({ table, id: "name" })).toThrowError(
    expect.objectContaining({ code: "LEARN_NO_FEATURES" }),
  );
  const twice = tableFrom({ name: ["tea1", "tea1"], kind: ["a", "b"] });
  await expect(ease().fit(data, { seed: 1, itemTable: { table: twice, id: "name" } })).rejects.toMatchObject({
    code: "LEARN_ITEM_TABLE",
  });
});

test("rules always hold, whatever the model says", async () => {
  const fitted = await ease({ penalty: 5 }).fit(data, { seed: 1 });
  const item = fc.constantFrom(...data.items);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(item, { maxLength: 6 }),
      fc.uniqueArray(item, { minLength: 1 }),
      fc.integer({ min: 1, max: 4 }),
      async (excluded, allowed, count) => {
        const groups = Object.fromEntries(data.items.map((name) => [name, name.replace(/\d/g, "")]));
        const list = names(
          await fitted.recommend("p1", {
            k: 8,
            allowed,
            rules: [
              { kind: "exclude", items: excluded },
              { kind: "atMostPerGroup", groups, count },
            ],
          }),
        );
        for (const name of list) {
          expect(excluded).not.toContain(name);
          expect(allowed).toContain(name);
        }
        expect(list.filter((name) => name.startsWith("tea")).length).toBeLessThanOrEqual(count);
      },
    ),
    { numRuns: 50 },
  );
  const boosted = await fitted.recommend("p1", {
    k: 1,
    seen: "include",
    rules: [{ kind: "boost", items: ["coffee3"], factor: 1e6 }],
  });
  expect(names(boosted)).toEqual(["coffee3"]);
  const two = await fitted.recommend("p1", { rules: [{ kind: "atMost", items: [...data.items], count: 2 }] });
  expect(two.length).toBe(2);
});

test("what cannot be used is named", async () => {
  const bad = (columns: Parameters<typeof interactionsFrom>[0]) => () => interactionsFrom(columns);
  const good = { person: ["a", "b"], item: ["x", "y"], time: [1, 2] };
  expect(bad({ person: [], item: [], time: [] })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There is no event to learn from. Received: 0 rows, none of a weight above zero. Give at least one row of person, item and time.]`,
  );
  expect(bad({ ...good, weight: [1, Number.NaN] })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Event 1 has no usable weight. Received: NaN. Give a number of zero or more, or leave the column out.]`,
  );
  expect(bad({ ...good, weight: [1, -1] })).toThrow(/Event 1 has no usable weight/);
  expect(bad({ ...good, weight: [0, 0] })).toThrow(/no event to learn from/);
  expect(bad({ ...good, item: ["x", ""] })).toThrow(/Event 1 has no usable item/);
  expect(bad({ ...good, time: [new Date("never"), 2] })).toThrow(/Event 0 has no usable time/);
  expect(bad({ ...good, time: [1] })).toThrow(/different numbers of rows/);
  const fitted = await itemItem().fit(data, { seed: 1 });
  expect(() => fitted.similarItems("tee1")).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The recommender knows no item of this name. Received: tee1. Did you mean tea1?]`,
  );
  await expect(fitted.recommend("p1", { k: 0 })).rejects.toMatchObject({ code: "LEARN_OPTION" });
  await expect(fitted.recommend("p1", { seeen: "include" } as never)).rejects.toThrow(/Did you mean seen/);
  expect(() => recommenderFromJSON({ kind: "recommender" })).toThrowError(
    expect.objectContaining({ code: "LEARN_SAVED_MODEL" }),
  );
  expect(await fitted.recommend({ history: [{ item: "never heard of" }] }, { k: 3 })).toHaveLength(3);
});

test("duplicates count once, of the larger weight; the warning says so", async () => {
  const doubled = interactionsFrom({
    person: ["a", "a", "b", "a"],
    item: ["x", "x", "x", "x"],
    time: [5, 5, 5, 6],
    weight: [1, 3, 1, 1],
  });
  expect([doubled.rows, doubled.duplicates, ...doubled.weight]).toEqual([3, 1, 3, 1, 1]);
  const fitted = await popularity().fit(doubled, { seed: 1 });
  expect(fitted.warnings[0]).toMatch(/1 events said the same person, item and time again/);
});

test("an abort ends a fit with its reason", async () => {
  const reason = new Error("stopped by a person");
  for (const model of all)
    await expect(model.fit(data, { seed: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
