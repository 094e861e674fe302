import { expect, test } from "vitest";
import { constant } from "../graph/op.ts";
import { cosineDecay, linearWarmup } from "../schedules/index.ts";
import {
  type OptimizerName,
  optimizerFrom,
  optimizerFromJson,
  optimizers,
  optimizerToJson,
} from "./index.ts";

const { adam, adamW, sgd } = optimizers;
const scalar = constant(1);

test.each(Object.keys(optimizers) as OptimizerName[])(
  "%s by name is itself after a way through JSON",
  (name) => {
    const optimizer = optimizerFrom(name);
    const json = optimizerToJson(optimizer);
    const again = optimizerFromJson(JSON.parse(JSON.stringify(json)));
    expect(again.kind).toBe(name);
    expect(optimizerToJson(again)).toEqual(json);
    expect(again.slots).toEqual(optimizer.slots);
  },
);

test("hyperparameters, clipping and a schedule inside a schedule are saved", () => {
  const after = cosineDecay({ initialLearningRate: 0.1, decaySteps: 50, alpha: 0.01 });
  const rate = linearWarmup({ steps: 10, after });
  const optimizer = sgd(rate, { momentum: 0.9, nesterov: true, globalClipNorm: 1, weightDecay: 1e-4 });
  const again = optimizerFromJson(JSON.parse(JSON.stringify(optimizerToJson(optimizer))));
  expect(again.config).toEqual(optimizer.config);
  expect(again.clipping).toEqual({ clipValue: undefined, clipNorm: undefined, globalClipNorm: 1 });
  const { learningRate } = again;
  if (typeof learningRate === "number") throw new Error("the schedule is lost");
  for (const step of [0, 5, 10, 30, 60, 100]) expect(learningRate.at(step)).toBe(rate.at(step));
});

test("an optimiser given is the optimiser", () => {
  const optimizer = adam();
  expect(optimizerFrom(optimizer)).toBe(optimizer);
});

test("weights are shrunk by name, and the optimiser without decay keeps the rest", () => {
  const optimizer = adamW(0.1, { excludeFromDecay: ["bias", "layer_norm"], epsilon: 1e-5, clipNorm: 2 });
  expect(optimizer.config.weightDecay).toBe(0.004); // Keras' default
  expect(
    ["dense/kernel", "dense/bias", "layer_norm_2/gamma"].map((name) => optimizer.decayFilter?.(name)),
  ).toEqual([true, false, false]);
  expect(adam().decayFilter?.("dense/kernel")).toBe(false);
  const plain = optimizer.withoutDecay?.();
  expect(plain?.config).toEqual({ ...optimizer.config, weightDecay: 0 });
  expect(plain?.clipping.clipNorm).toBe(2);
  expect(plain?.slots).toEqual(optimizer.slots);
});

test("without weight decay the graph has no node for it", () => {
  const nodes = (weightDecay: number) => {
    const { update } = sgd(0.1, { weightDecay });
    return update(scalar, scalar, {}, { learningRate: scalar, step: scalar }).weight.node.inputs[0]?.node.op
      .name;
  };
  expect([nodes(0), nodes(0.1)]).toEqual(["constant", "mul"]);
});

test("errors say what to do", () => {
  expect(() => optimizerFrom("adm" as OptimizerName)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There is no optimiser of this name. Received: adm. Did you mean adam?]`,
  );
  expect(() => adam(0)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: adam was given a learning rate that no step can be taken with. Received: 0. Give a number above 0, mostly between 1e-5 and 1, or a schedule.]`,
  );
  expect(() => adam(1e-3, { beta1: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: adam was given an option it does not take: Too big: expected number to be <1. Received: {"beta1":1}. Mend the option named.]`,
  );
  expect(() => adam(1e-3, { beta3: 1 } as object)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: adam was given an option it does not take: Unrecognized key: "beta3". Received: {"beta3":1}. Mend the option named.]`,
  );
  expect(() => optimizerFromJson({ kind: 3 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: This is no optimiser: Invalid input: expected string, received number. Received: {"kind":3}. Give { kind, config, learningRate, clipping } as optimizerToJson writes it.]`,
  );
  expect(() =>
    optimizerFromJson({ kind: "adam", learningRate: { kind: "cosine", config: {} } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There is no schedule of this name. Received: cosine. Use one of: cosineDecay, cosineDecayRestarts, exponentialDecay, inverseTimeDecay, linearWarmup, oneCycle, piecewiseConstant, polynomialDecay.]`,
  );
});
