import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { bidirectional, dense, lstm, timeDistributed } from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { sequential } from "./build.ts";

const data = () => ({
  x: float32(
    Float32Array.from({ length: 4 * 3 * 2 }, (_, i) => Math.sin(i)),
    [4, 3, 2],
  ),
  y: float32([0, 1, 1, 0], [4, 1]),
});
/** Which weights one step changes. */
async function changedBy(freeze: (wrapper: ReturnType<typeof bidirectional>) => void): Promise<string[]> {
  const inner = lstm(2, { name: "inner" });
  const wrapper = bidirectional(inner, { name: "both" });
  const net = sequential([input({ shape: [3, 2] }), wrapper, dense(1, { name: "head" })], { seed: 1 });
  freeze(wrapper);
  net.compile({ optimizer: "adam", loss: "meanSquaredError", worker: false });
  const before = await net.getWeights();
  const { x, y } = data();
  await net.trainOnBatch(x, y);
  const after = await net.getWeights();
  await net.close();
  return net.weights.flatMap(({ name }, i) =>
    before[i]?.data.some((value, k) => value !== after[i]?.data[k]) ? [name] : [],
  );
}

test("a frozen wrapper keeps what it wraps; gradients still pass through it", async () => {
  const trained = await changedBy(() => {});
  expect(trained.length).toBeGreaterThan(2);
  expect(await changedBy((wrapper) => Object.assign(wrapper, { isTrainable: false }))).toEqual([
    "head/kernel",
    "head/bias",
  ]);
});

test("one frozen direction stays frozen through compiling and building", async () => {
  const names = await changedBy((wrapper) => {
    const [forward] = wrapper.inner;
    if (forward) forward.isTrainable = false;
  });
  expect(names.some((name) => name.startsWith("head"))).toBe(true);
  expect(names.filter((name) => !name.startsWith("head")).length).toBe(3);
});

test("a wrapped dense layer under time is frozen with its wrapper", () => {
  const wrapper = timeDistributed(dense(2));
  sequential([input({ shape: [3, 2] }), wrapper]);
  wrapper.isTrainable = false;
  expect(wrapper.weights.map(({ isTrainable }) => isTrainable)).toEqual([false, false]);
});
