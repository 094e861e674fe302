import { random } from "@lepton/core";
import { expect, test, vi } from "vitest";
import {
  boostedTrees,
  type FittedSequenceSurvival,
  lifeTable,
  type Moments,
  momentsAt,
  onFeatures,
  outcomesOf,
  type SequenceEstimator,
  scores,
  sequenceModelFromJSON,
  sequenceNetwork,
  takeMoments,
  takeOutcomes,
} from "../src/index.ts";
import { cutoff, day, end, histories, ordered, paced, rows, small } from "./sequences.fixture.ts";

const { x, y } = ordered(900);
const training = rows(0, 600);
const held = rows(600, 900);
const [xHeld, yHeld] = [takeMoments(x, held), takeOutcomes(y, held)];
const learn = (model: SequenceEstimator, seed = 1) =>
  model.fit(takeMoments(x, training), takeOutcomes(y, training), { seed });
const auc = (p: Float64Array) =>
  scores.auc.prepare(yHeld, p)(new Float64Array(held.length).fill(1)) as number;

test.each(["gru", "lstm", "attention"] as const)(
  "%s reads the order of events, which features cannot tell; saved and loaded it predicts alike",
  async (cell) => {
    const fitted = await learn(sequenceNetwork({ ...small, cell, epochs: 15, learningRate: 0.01 }));
    const p = await fitted.predictProbabilities(xHeld);
    expect(auc(p)).toBeGreaterThan(0.95);
    const again = sequenceModelFromJSON(JSON.parse(JSON.stringify(fitted)));
    if (again.task !== "classification") throw new Error("another task");
    expect(await again.predictProbabilities(xHeld)).toEqual(p);
    const one = await fitted.predictProbabilities(takeMoments(xHeld, [3]));
    expect(one[1]).toBeCloseTo(p[7] as number, 5);
    await fitted.close();
    await again.close();
  },
);

test("recency, tenure and counts alone are worse there", async () => {
  const columns = ["recency_days", "tenure_days", "events", "count:use", "count:help", "count:fail"];
  const fitted = await learn(onFeatures(boostedTrees(), { columns }));
  expect(auc(await fitted.predictProbabilities(xHeld))).toBeLessThan(0.65);
});

test("same seed, same numbers; another seed, others", async () => {
  const model = sequenceNetwork({ ...small, epochs: 2 });
  const [first, same, other] = [await learn(model), await learn(model), await learn(model, 2)];
  expect(same.toJSON()).toEqual(first.toJSON());
  expect(other.toJSON()).not.toEqual(first.toJSON());
});

test("a person without events, unseen names and very long histories are predicted", async () => {
  const fitted = await learn(sequenceNetwork({ ...small, epochs: 2 }));
  const odd = histories([
    ...rows(0, 500).map((i) => ({
      person: "long",
      event: i % 2 ? "use" : "never seen",
      time: i * day * 0.1,
    })),
    { person: "empty", event: "use", time: 200 * day },
  ]);
  const asked: Moments = {
    histories: odd,
    persons: Int32Array.of(0, 1),
    cutoffs: Float64Array.of(cutoff, cutoff),
    horizonsDays: Float64Array.of(30, 30),
  };
  const p = await fitted.predictProbabilities(asked);
  expect([(p[0] as number) + (p[1] as number), (p[2] as number) + (p[3] as number)]).toEqual([
    expect.closeTo(1, 9),
    expect.closeTo(1, 9),
  ]);
});

test("the next event of a cycle is told", async () => {
  const { int } = random(4);
  const cycle = ["one", "two", "three", "four"];
  const events = rows(0, 500).flatMap((i) => {
    const start = int(4);
    return rows(0, 8).map((j) => ({
      person: `p${i}`,
      event: cycle[(start + j) % 4] as string,
      time: (92 + 2 * j) * day,
    }));
  });
  const asked = momentsAt(histories(events), [{ cutoff, horizonDays: 30 }]);
  const next = outcomesOf(asked, { kind: "next" }, end);
  const fitted = await sequenceNetwork({ ...small, epochs: 15, learningRate: 0.01 }).fit(
    takeMoments(asked, rows(0, 400)),
    takeOutcomes(next, rows(0, 400)),
    { seed: 1 },
  );
  const p = await fitted.predictProbabilities(takeMoments(asked, rows(400, 500)));
  const { accuracy } = scores;
  expect(
    accuracy.prepare(takeOutcomes(next, rows(400, 500)), p)(new Float64Array(100).fill(1)),
  ).toBeGreaterThan(0.9);
});

// Fits: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

const asked = paced(1000);
const [early, late] = [rows(0, 700), rows(700, 1000)];
const mean = (values: ArrayLike<number>, of: (i: number) => boolean) => {
  const chosen = Array.from(values).filter((_, i) => of(i));
  return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
};

test("counts and amounts of the next days: what a Poisson process of each half brings", async () => {
  const fit = async (question: { kind: "count" | "amount" }) => {
    const outcomes = outcomesOf(asked, { ...question, event: "buy" }, end);
    const fitted = await sequenceNetwork({ ...small, epochs: 15, learningRate: 0.01 }).fit(
      takeMoments(asked, early),
      takeOutcomes(outcomes, early),
      { seed: 2 },
    );
    return fitted.predict(takeMoments(asked, late));
  };
  const counts = await fit({ kind: "count" });
  // 0.2 · 30 = 6 and 0.02 · 30 = 0.6; noise of 700 persons and of a short fit.
  expect(Math.abs(mean(counts, (i) => i % 2 === 0) / 6 - 1)).toBeLessThan(0.15);
  expect(Math.abs(mean(counts, (i) => i % 2 === 1) / 0.6 - 1)).toBeLessThan(0.3);
  const amounts = await fit({ kind: "amount" });
  // Each purchase is worth e^(3 + 0.045) = 21.0.
  expect(Math.abs(mean(amounts, (i) => i % 2 === 0) / (6 * 21) - 1)).toBeLessThan(0.25);
  expect(amounts.every((value) => value >= 0)).toBe(true);
});

test("times to the next purchase: survival falls as each half's rate says, and beats the life table", async () => {
  const outcomes = outcomesOf(asked, { kind: "time", event: "buy" }, end);
  const [x, y] = [takeMoments(asked, early), takeOutcomes(outcomes, early)];
  const network = await sequenceNetwork({ ...small, epochs: 15, learningRate: 0.01 }).fit(x, y, { seed: 1 });
  const days = [0, 2, 5, 10, 20, 29];
  const s = await network.predictSurvival(takeMoments(asked, late), days);
  late.forEach((_, row) => {
    const own = s.subarray(row * days.length, (row + 1) * days.length);
    expect(own[0]).toBe(1);
    for (let i = 1; i < days.length; i++) expect(own[i]).toBeLessThanOrEqual(own[i - 1] as number);
  });
  const at = (place: number, half: number) =>
    mean(
      s.filter((_, i) => i % days.length === place),
      (i) => i % 2 === half,
    );
  // S(5 days) = e^(−0.2·5) = 0.37 and e^(−0.02·5) = 0.90.
  expect(Math.abs(at(2, 0) - Math.exp(-1))).toBeLessThan(0.1);
  expect(Math.abs(at(2, 1) - Math.exp(-0.1))).toBeLessThan(0.1);
  // Brier score of "later than five days", of persons who are watched for all thirty.
  const brier = async (fitted: FittedSequenceSurvival) => {
    const chances = await fitted.predictSurvival(takeMoments(asked, late), [5]);
    const errors = late.map(
      (row, i) => (Number((outcomes.days[row] as number) > 5) - (chances[i] as number)) ** 2,
    );
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  };
  expect(await brier(network)).toBeLessThan(0.9 * (await brier(await lifeTable().fit(x, y, { seed: 1 }))));
  const again = sequenceModelFromJSON(JSON.parse(JSON.stringify(network)));
  if (again.task !== "survival") throw new Error("another task");
  expect(await again.predictSurvival(takeMoments(asked, late), days)).toEqual(s);
});

test("the life table, worked by hand", async () => {
  const few = takeMoments(asked, rows(0, 20));
  const target = {
    task: "survival" as const,
    // 20 watched: 2 events at 3, 1 censored at 4, 1 event at 5, the rest censored at 30.
    days: Float64Array.of(3, 3, 4, 5, ...new Array(16).fill(30)),
    isObserved: Uint8Array.of(1, 1, 0, 1, ...new Array(16).fill(0)),
  };
  const fitted = await lifeTable().fit(few, target, { seed: 1 });
  const s = await fitted.predictSurvival(takeMoments(few, [0]), [3, 5, 29]);
  expect([...s]).toEqual(
    [18 / 20, (18 / 20) * (16 / 17), (18 / 20) * (16 / 17)].map((value) => expect.closeTo(value, 9)),
  );
});
