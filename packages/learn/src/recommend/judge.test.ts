import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { interactionsFrom } from "./interactions.ts";
import { judgeLater, judgeNext, recommenderDifference } from "./judge.ts";
import { recommenderLeaderboard } from "./leaderboard.ts";
import { ease, itemItem, popularity } from "./models.ts";
import { twoTastes } from "./sample.fixture.ts";
import { splitAtTime, splitLastOut } from "./splitByTime.ts";

const data = twoTastes(2, 120);

test("a cut in time leaves nothing of the future in the past; last-out leaves the last event of each", () => {
  const { past, later, cut } = splitAtTime(data, 0.3);
  expect(Math.max(...past.time)).toBeLessThan(cut as number);
  expect(Math.min(...later.time)).toBe(cut);
  expect(past.rows + later.rows).toBe(data.rows);
  expect(later.rows / data.rows).toBeCloseTo(0.3, 1);
  const last = splitLastOut(data);
  expect(last.later.rows).toBe(120);
  expect(new Set(last.later.person).size).toBe(120);
});

test("most events of the first moment: the others are later; of one moment only: an error", () => {
  const of = (time: number[]) =>
    interactionsFrom({ person: time.map((_, i) => `p${i}`), item: time.map(() => "x"), time });
  expect(splitAtTime(of([1, 1, 1, 1, 1, 2])).later.rows).toBe(1);
  expect(() => splitAtTime(of([1, 1, 1]))).toThrowError(
    expect.objectContaining({ code: "LEARN_TOO_FEW_ROWS" }),
  );
  expect(() => splitLastOut(of([1, 2, 3]))).toThrowError(
    expect.objectContaining({ code: "LEARN_TOO_FEW_ROWS" }),
  );
});

test("next-item scores of popularity, by hand", async () => {
  const past = interactionsFrom({
    person: ["a", "b", "c", "a", "b", "a"],
    item: ["x", "x", "x", "y", "y", "z"],
    time: [1, 2, 3, 4, 5, 6],
  });
  // c is asked for y, then a stranger for z: y is the best unseen one of c, z the third of all.
  const later = interactionsFrom({ person: ["c", "d"], item: ["y", "z"], time: [7, 8] });
  const fitted = await popularity({ halfLifeDays: null }).fit(past, { seed: 1 });
  const scores = await judgeNext(fitted, past, later, { k: 2 });
  expect(scores.people.map(({ ndcg, recall, reciprocalRank }) => [ndcg, recall, reciprocalRank])).toEqual([
    [1, 1, 1],
    [0, 0, 1 / 3],
  ]);
  expect(scores.ndcg).toMatchObject({ value: 0.5, n: 2 });
  expect(scores.coverage).toBe(1);
  // x of 3 people in 3, y of 2: shares (n + 1) / (N + 1).
  expect(scores.people[1]?.novelty).toBeCloseTo((0 + -Math.log2(3 / 4)) / 2, 10);
  expect(fitted.people).toBe(4);
});

test("one list at the cut is judged on all that came after; newcomers and repeats are not asked", async () => {
  const past = interactionsFrom({ person: ["a", "b", "b"], item: ["x", "x", "y"], time: [1, 2, 3] });
  const later = interactionsFrom({
    person: ["a", "a", "a", "new"],
    item: ["x", "y", "unheard", "y"],
    time: [4, 5, 6, 7],
  });
  const fitted = await popularity().fit(past, { seed: 1 });
  const { people } = await judgeLater(fitted, past, later);
  expect(people.map(({ person }) => person)).toEqual(["a"]);
  // y found of two, at the first place; the unheard one is a miss.
  expect(people[0]?.ndcg).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 10);
  expect(people[0]?.recall).toBe(0.5);
});

test("questions are spread over a person's events, and at most so many", async () => {
  const { past, later } = splitAtTime(data);
  const fitted = await popularity().fit(past, { seed: 1 });
  const few = await judgeNext(fitted, past, later, { questions: 2 });
  expect(few.questions).toBeLessThanOrEqual(2 * few.people.length);
  expect(few.questions).toBeGreaterThan(few.people.length);
});

test("item–item beats popularity where there are tastes; the paired interval says so", async () => {
  const { past, later } = splitAtTime(data);
  const judged = async (model: ReturnType<typeof popularity>) =>
    judgeNext(await model.fit(past, { seed: 1 }), past, later, { k: 3 });
  const [ours, theirs] = [await judged(itemItem()), await judged(popularity())];
  expect(recommenderDifference(ours, theirs).verdict).toBe("better");
  expect(recommenderDifference(theirs, ours).verdict).toBe("worse");
  expect(recommenderDifference(ours, ours)).toMatchObject({ verdict: "noDifference", gain: { value: 0 } });
});

test("the leaderboard holds popularity beside the others and names the one that wins", async () => {
  const families = [
    { name: "item–item", isBaseline: false, settings: [itemItem()] },
    { name: "EASE", isBaseline: false, settings: [ease({ penalty: 5 }), ease({ penalty: 500 })] },
  ];
  const board = await recommenderLeaderboard(data, { seed: 1, families, k: 3 });
  expect(board.rows.map(({ family }) => family).toSorted()).toEqual([
    "EASE",
    "blend",
    "item–item",
    "popularity",
    "recent popularity",
  ]);
  expect(board.beatsBaselines).toBe(true);
  expect(board.verdict).toMatch(/beats (recent )?popularity on later events: NDCG@3/);
  expect((await board.fitted.recommend("p1", { k: 3 })).length).toBe(3);
});

test("where there is nothing to learn it says that nothing beats popularity", async () => {
  const { int } = random(4);
  const events = Array.from({ length: 900 }, (_, i) => ({
    person: int(90),
    item: Math.min(int(12), int(12)),
    time: i,
  }));
  const noise = interactionsFrom({
    person: events.map(({ person }) => person),
    item: events.map(({ item }) => item),
    time: events.map(({ time }) => time),
  });
  const families = [{ name: "EASE", isBaseline: false, settings: [ease({ penalty: 1 })] }];
  const board = await recommenderLeaderboard(noise, { seed: 1, families, k: 3 });
  expect(board.beatsBaselines).toBe(false);
  expect(board.verdict).toMatch(/^(Nothing beats|Not to be published)/);
});
