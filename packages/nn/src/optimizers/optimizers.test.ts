import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { constant, input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { agree, golden } from "../testing/golden.ts";
import { adam, adamW } from "./adam.ts";
import { optimizers } from "./index.ts";
import type { Optimizer } from "./optimizer.ts";

const numbers = golden("optimizers");
const width = 5;
const steps = 10;

/** Ten steps over the golden gradients in one graph: the weights after each. */
async function trajectory({ slots, update }: Optimizer): Promise<number[]> {
  const rows = (list: number[], at: number) => list.slice(at * width, (at + 1) * width);
  const weights: Tensor[] = [];
  const start = input("weight", [width]);
  const feeds = new Map([[start, float32(numbers.list("start"))]]);
  const rate = input("rate", []);
  feeds.set(rate, float32([0.01], []));
  let weight = start;
  let kept = Object.fromEntries(
    Object.entries(slots).map(([slot, value]) => [slot, constant(float32(Array(width).fill(value)))]),
  );
  for (let t = 0; t < steps; t++) {
    const step = input(`step${t}`, []);
    feeds.set(step, float32([t + 1], []));
    const gradient = constant(float32(rows(numbers.list("gradients"), t)));
    const next = update(weight, gradient, kept, { learningRate: rate, step });
    expect(Object.keys(next.slots).sort()).toEqual(Object.keys(slots).sort());
    weight = next.weight;
    kept = next.slots;
    weights.push(weight);
  }
  return (await evaluate(weights, feeds)).flatMap(({ data }) => Array.from(data, Number));
}

const { sgd, rmsprop, adagrad, adadelta, adamax, nadam, lion, ftrl } = optimizers;
const rate = 0.01;
// Single precision: 6e-8 a rounding, some dozen of them in ten steps.
const digits = 6;

test.each<[string, Optimizer]>([
  ["sgd", sgd(rate)],
  ["momentum", sgd(rate, { momentum: 0.9 })],
  ["nesterov", sgd(rate, { momentum: 0.9, nesterov: true })],
  ["rmsprop", rmsprop(rate)],
  ["rmspropMomentum", rmsprop(rate, { momentum: 0.9 })],
  ["rmspropCentered", rmsprop(rate, { momentum: 0.5, centered: true, rho: 0.8 })],
  ["adagrad", adagrad(rate)],
  ["adadelta", adadelta(rate)],
  ["adam", adam(rate)],
  ["adamEpsilon", adam(rate, { epsilon: 0.1, beta1: 0.8, beta2: 0.9 })],
  ["amsgrad", adam(rate, { amsgrad: true, beta2: 0.5 })],
  ["adamW", adamW(rate, { weightDecay: 0.04 })],
  ["adamax", adamax(rate)],
  ["nadam", nadam(rate)],
  ["lion", lion(rate)],
  ["ftrl", ftrl(rate)],
  [
    "ftrlPenalised",
    ftrl(rate, {
      learningRatePower: -0.6,
      l1RegularizationStrength: 0.01,
      l2RegularizationStrength: 0.02,
      l2ShrinkageRegularizationStrength: 0.03,
      beta: 0.1,
    }),
  ],
])("%s goes where Keras' formula in double precision goes, ten steps", async (name, optimizer) => {
  agree(await trajectory(optimizer), numbers.list(`keras/${name}`), digits);
});

// Least epsilon that a float holds beside its root.
const epsilon = 1e-20;
test.each<[string, Optimizer]>([
  ["sgd", sgd(rate)],
  ["momentum", sgd(rate, { momentum: 0.9 })],
  ["nesterov", sgd(rate, { momentum: 0.9, nesterov: true })],
  ["rmsprop", rmsprop(rate, { epsilon })],
  ["rmspropMomentum", rmsprop(rate, { momentum: 0.9, epsilon })],
  ["adagrad", adagrad(rate, { epsilon })],
  ["adadelta", adadelta(rate)],
  ["adam", adam(rate, { epsilon })],
  ["amsgrad", adam(rate, { epsilon, beta2: 0.5, amsgrad: true })],
  ["adamW", adamW(rate, { epsilon, weightDecay: 0.04 })],
  ["adamax", adamax(rate, { epsilon })],
])("%s goes where torch.optim goes once epsilon vanishes", async (name, optimizer) => {
  agree(await trajectory(optimizer), numbers.list(`torch/${name}`), digits);
});
