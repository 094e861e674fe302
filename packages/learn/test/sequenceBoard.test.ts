import type { Estimate } from "@lepton/core";
import { expect, test, vi } from "vitest";
import {
  bgNbdModel,
  type ClassTarget,
  historiesFrom,
  lifeTable,
  linearModel,
  occlusion,
  onFeatures,
  outcomesOf,
  personTimeSplit,
  type SequenceEstimator,
  scores,
  sequenceLeaderboard,
  sequenceModelFromJSON,
  sequenceNetwork,
  takeMoments,
  takeOutcomes,
} from "../src/index.ts";
import { cdnowCutoff, cdnowEnd, cdnowPurchases, publishedSummary } from "./cdnow.fixture.ts";
import { cutoff, day, ordered, paced, rows, small } from "./sequences.fixture.ts";

const { x, y } = ordered(900);
const training = rows(0, 600);
const held = rows(600, 900);
const [xHeld, yHeld] = [takeMoments(x, held), takeOutcomes(y, held)];
const learn = (model: SequenceEstimator, seed = 1) =>
  model.fit(takeMoments(x, training), takeOutcomes(y, training), { seed });
const _auc = (p: Float64Array) =>
  scores.auc.prepare(yHeld, p)(new Float64Array(held.length).fill(1)) as number;

// Several fits per test: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

const asked = paced(1000);

test("a leaderboard puts the network beside its baselines, and finds that the order tells more", async () => {
  const reported: number[] = [];
  const board = await sequenceLeaderboard({
    training: { x: takeMoments(x, training), y: takeOutcomes(y, training) },
    test: { x: xHeld, y: yHeld },
    baselines: [
      onFeatures(linearModel(), { name: "recency alone", columns: ["recency_days"] }),
      onFeatures(linearModel(), { name: "counts", columns: ["recency_days", "events", "count:fail"] }),
    ],
    estimators: [sequenceNetwork({ ...small, epochs: 15, learningRate: 0.01 })],
    sharesTime: true,
    seed: 1,
    onProgress: ({ share }) => reported.push(share),
  });
  expect(board.best.model).toBe("GRU");
  expect(board.isNetworkBetter).toBe(true);
  expect(board.statement).toMatch(/The network \(GRU\) is better than (recency alone|counts): auc/);
  expect(board.rows.map(({ isBaseline }) => isBaseline)).toEqual([false, true, true]);
  for (const { metrics } of board.rows.slice(1)) {
    const { low, value, high, n } = metrics.auc as Estimate;
    expect(low).toBeLessThan(value as number);
    expect(high).toBeGreaterThan(value as number);
    expect(n).toBe(300);
  }
  expect(reported.every((share) => share >= 0 && share <= 1)).toBe(true);
});

test("BG/NBD stands among the baselines of counts, above the naive one, on CDNOW's customers", async () => {
  const sample = cdnowPurchases(publishedSummary().persons);
  const shop = historiesFrom({
    ...sample,
    events: sample.persons.map(() => "purchase"),
    amounts: sample.values,
  });
  const horizonDays = (cdnowEnd - cdnowCutoff) / day;
  const trainingCutoffs = [Date.UTC(1997, 4, 1), Date.UTC(1997, 5, 15)];
  const split = personTimeSplit(shop, {
    cutoff: cdnowCutoff,
    horizonDays,
    trainingCutoffs,
    shortens: true,
    seed: 1,
  });
  const board = await sequenceLeaderboard({
    training: { x: split.training, y: outcomesOf(split.training, { kind: "count" }, cdnowCutoff) },
    test: { x: split.test, y: outcomesOf(split.test, { kind: "count" }, cdnowEnd) },
    estimators: [sequenceNetwork({ ...small, epochs: 3, learningRate: 2e-3, anchor: { event: null } })],
    seed: 1,
  });
  const rmse = (model: string) =>
    board.rows.find((row) => row.model === model)?.metrics.rmse?.value ?? Number.POSITIVE_INFINITY;
  expect(board.rows.map(({ model }) => model).toSorted()).toEqual([
    "BG/NBD",
    "GRU on BG/NBD",
    "boosted trees on features",
    "linear model on features",
    "naive baseline",
    "recency alone",
  ]);
  expect(rmse("BG/NBD")).toBeLessThan(rmse("naive baseline"));
  expect(rmse("GRU on BG/NBD")).toBeLessThan(rmse("naive baseline"));
  await board.best.fitted.close();
});

test("a person or a time on both sides is refused", async () => {
  const side = { x: takeMoments(x, training), y: takeOutcomes(y, training) };
  const options = { baselines: [], estimators: [], seed: 1 };
  await expect(sequenceLeaderboard({ training: side, test: side, ...options })).rejects.toThrow(
    /in training and in the test/,
  );
  const test = { x: xHeld, y: yHeld };
  await expect(sequenceLeaderboard({ training: side, test, ...options })).rejects.toThrow(
    /into the test's time/,
  );
  const turned = { x: xHeld, y: { ...yHeld, classes: yHeld.classes.toReversed() } };
  await expect(
    sequenceLeaderboard({ training: side, test: turned, ...options, sharesTime: true }),
  ).rejects.toThrow(/other classes/);
});

test("BG/NBD as a model of histories knows what is alive; a network on it starts there", async () => {
  const split = personTimeSplit(asked.histories, {
    cutoff,
    horizonDays: 30,
    trainingCutoffs: [85 * day],
    shortens: true,
    seed: 1,
  });
  const counts = outcomesOf(split.training, { kind: "count", event: "buy" }, cutoff);
  const plain = await bgNbdModel({ event: "buy" }).fit(split.training, counts, { seed: 1 });
  const expected = await plain.predict(split.test);
  const again = sequenceModelFromJSON(JSON.parse(JSON.stringify(plain)));
  if (again.task !== "regression") throw new Error("another task");
  expect(await again.predict(split.test)).toEqual(expected);
  const network = await sequenceNetwork({
    ...small,
    epochs: 1,
    learningRate: 1e-9,
    weightDecay: 0,
    anchor: { event: "buy" },
  }).fit(split.training, counts, { seed: 1 });
  const started = await network.predict(split.test);
  started.forEach((count, i) => {
    expect(count / Math.max(1e-4, expected[i] as number)).toBeCloseTo(1, 4);
  });
});

test("without the event that counts the prediction changes, and it is said which", async () => {
  const fitted = await learn(sequenceNetwork({ ...small, epochs: 15, learningRate: 0.01 }));
  const p = await fitted.predictProbabilities(xHeld);
  const row = held.findIndex((_, i) => (p[2 * i + 1] as number) > 0.9);
  const report = await occlusion(fitted, xHeld, row);
  expect(report.of).toBe("probability of yes");
  expect(report.prediction).toBeCloseTo(p[2 * row + 1] as number, 5);
  expect(report.events.map(({ name }) => name).toSorted()).toEqual(["fail", "help", "use"]);
  for (const { effect, without } of [...report.events, ...report.names])
    expect(report.prediction - effect).toBeCloseTo(without, 9);
  expect(report.names[0]?.name).not.toBe("use");
  expect(report.statement).toMatch(/^The probability of yes is [\d.]+; without 1 × (fail|help) it would be/);
  await expect(occlusion(fitted, xHeld, 9999)).rejects.toThrow(/no row/);
});

test("what cannot be learnt from is named", async () => {
  const model = sequenceNetwork(small);
  const fit = (n: number, labels: ClassTarget) => model.fit(takeMoments(x, rows(0, n)), labels, { seed: 1 });
  const five = takeOutcomes(y, rows(0, 5));
  await expect(fit(5, five)).rejects.toMatchObject({ code: "LEARN_TOO_FEW_ROWS" });
  await expect(fit(6, five)).rejects.toMatchObject({ code: "LEARN_ROWS_DIFFER" });
  const one = { ...y, labels: new Int32Array(50) };
  await expect(fit(50, one)).rejects.toMatchObject({ code: "LEARN_TARGET_CONSTANT" });
  const nobody = {
    task: "survival" as const,
    days: new Float64Array(30).fill(9),
    isObserved: new Uint8Array(30),
  };
  await expect(model.fit(takeMoments(x, rows(0, 30)), nobody, { seed: 1 })).rejects.toMatchObject({
    code: "LEARN_TARGET_CONSTANT",
  });
  await expect(lifeTable().fit(x, y, { seed: 1 })).rejects.toMatchObject({ code: "LEARN_TASK" });
  await expect(bgNbdModel().fit(x, y, { seed: 1 })).rejects.toMatchObject({ code: "LEARN_TASK" });
  expect(() => sequenceNetwork({ event: 3 } as object)).toThrow(/Did you mean events/);
  expect(() => sequenceModelFromJSON({ kind: "sequenceNetwork" })).toThrow(/not a saved model/);
  const stop = AbortSignal.abort(new Error("enough"));
  await expect(model.fit(x, y, { seed: 1, signal: stop })).rejects.toThrow(/enough/);
});
