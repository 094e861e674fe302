import fc from "fast-check";
import { expect, test } from "vitest";
import type { Schedule } from "../optimizers/optimizer.ts";
import { agree, golden } from "../testing/golden.ts";
import {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  linearWarmup,
  oneCycle,
  piecewiseConstant,
  polynomialDecay,
  scheduleFrom,
} from "./index.ts";

const numbers = golden("schedules");
const decay = { initialLearningRate: 0.1, decaySteps: 10 };
const cosine = { initialLearningRate: 0.1, decaySteps: 20, alpha: 0.1 };
const restarts = { initialLearningRate: 0.1, firstDecaySteps: 10, alpha: 0.05 };
const polynomial = { initialLearningRate: 0.1, decaySteps: 20, endLearningRate: 0.001 };

test.each<[string, Schedule]>([
  ["exponential", exponentialDecay({ ...decay, decayRate: 0.9 })],
  ["exponentialStairs", exponentialDecay({ ...decay, decayRate: 0.9, staircase: true })],
  ["inverse", inverseTimeDecay({ ...decay, decayRate: 0.5 })],
  ["inverseStairs", inverseTimeDecay({ ...decay, decayRate: 0.5, staircase: true })],
  ["polynomial", polynomialDecay({ ...polynomial, power: 2 })],
  ["polynomialCycle", polynomialDecay({ ...polynomial, power: 0.5, cycle: true })],
  ["piecewise", piecewiseConstant({ boundaries: [10, 30], values: [0.1, 0.05, 0.01] })],
  ["cosine", cosineDecay(cosine)],
  ["cosineWarm", cosineDecay({ ...cosine, warmupTarget: 0.4, warmupSteps: 10 })],
  ["restarts", cosineDecayRestarts({ ...restarts, mMul: 0.5 })],
  ["restartsEven", cosineDecayRestarts({ ...restarts, tMul: 1 })],
])("%s has Keras' rates", (name, schedule) => {
  agree(numbers.list("steps").map(schedule.at), numbers.list(name), 12);
  const again = scheduleFrom(JSON.parse(JSON.stringify({ kind: schedule.kind, config: schedule.config })));
  expect(numbers.list("steps").map(again.at)).toEqual(numbers.list("steps").map(schedule.at));
});

test.each<[string, Parameters<typeof oneCycle>[0]]>([
  ["oneCycle", { maxLearningRate: 0.1, totalSteps: 50 }],
  [
    "oneCycleOptions",
    { maxLearningRate: 0.1, totalSteps: 37, warmupShare: 0.25, divFactor: 10, finalDivFactor: 100 },
  ],
])("%s has the rates of torch's OneCycleLR", (name, options) => {
  const { at } = oneCycle(options);
  agree(
    Array.from({ length: options.totalSteps }, (_, step) => at(step)),
    numbers.list(name),
    12,
  );
  expect(at(options.totalSteps + 100)).toBe(at(options.totalSteps - 1));
});

test("a warm-up goes in a line to where what follows starts, and then follows it", () => {
  const after = exponentialDecay({ ...decay, decayRate: 0.5 });
  const { at } = linearWarmup({ steps: 4, from: 0.02, after });
  expect([0, 1, 2, 3, 4, 14].map(at)).toEqual([0.02, 0.04, 0.06, 0.08, 0.1, 0.05]);
  expect([0, 5, 10, 20].map(linearWarmup({ steps: 10, after: 1 }).at)).toEqual([0, 0.5, 1, 1]);
});

test("rates stay between nothing and the highest one asked for, whatever the step", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const length = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(share, length, share, fc.nat(5000), (initialLearningRate, decaySteps, alpha, step) => {
      const all = [
        cosineDecay({ initialLearningRate, decaySteps, alpha }),
        cosineDecayRestarts({ initialLearningRate, firstDecaySteps: decaySteps, alpha }),
        exponentialDecay({ initialLearningRate, decaySteps, decayRate: alpha }),
        inverseTimeDecay({ initialLearningRate, decaySteps, decayRate: alpha }),
        oneCycle({ maxLearningRate: initialLearningRate, totalSteps: decaySteps + 9 }),
      ];
      for (const { at } of all) {
        expect(at(step)).toBeGreaterThanOrEqual(0);
        expect(at(step)).toBeLessThanOrEqual(initialLearningRate * (1 + 1e-12));
      }
    }),
  );
});

test("errors say what to do", () => {
  expect(() => scheduleFrom({ kind: "cosinDecay", config: {} })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There is no schedule of this name. Received: cosinDecay. Did you mean cosineDecay?]`,
  );
  expect(() => cosineDecay({ initialLearningRate: 1, decaySteps: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: cosineDecay was given an option it does not take: Too small: expected number to be >0. Received: {"initialLearningRate":1,"decaySteps":0}. Mend the option named.]`,
  );
  expect(() =>
    piecewiseConstant({ boundaries: [5, 3], values: [1, 2, 3] }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: piecewiseConstant was given an option it does not take: boundaries must grow. Received: {"boundaries":[5,3],"values":[1,2,3]}. Mend the option named.]`,
  );
  expect(() => piecewiseConstant({ boundaries: [5], values: [1] })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: piecewiseConstant was given an option it does not take: one value more than boundaries is needed. Received: {"boundaries":[5],"values":[1]}. Mend the option named.]`,
  );
  expect(() => linearWarmup({ steps: 3, after: {} as Schedule })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: linearWarmup was given an option it does not take: Invalid input. Received: {"steps":3,"after":{}}. Mend the option named.]`,
  );
});
