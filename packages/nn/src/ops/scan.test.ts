import { expect, test } from "vitest";
import { float32, int32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { draws, gradientCheck } from "../testing/gradientCheck.ts";
import { openGraph, operators } from "../testing/openGraph.ts";
import { sigmoid, tanh } from "./activations.ts";
import { add, exp, mul, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { greater } from "./compare.ts";
import { concat } from "./concat.ts";
import { gather } from "./gather.ts";
import { matMul } from "./matMul.ts";
import { dropout } from "./random.ts";
import { reduceSum } from "./reduce.ts";
import { expandDims, reshape } from "./reshape.ts";
import { scan } from "./scan.ts";
import { where } from "./where.ts";
import { withGradient } from "./withGradient.ts";

const numbers = ({ data }: NdArray) => Array.from(data as Float32Array);
const expectSame = (received: NdArray[], expected: NdArray[]): void => {
  received.forEach((value, i) => {
    const other = numbers(expected[i] as NdArray);
    numbers(value).forEach((v, k) => {
      expect(v).toBeCloseTo(other[k] as number, 5);
    });
  });
};

const steps = 4;
const h0 = input("h0", [2, 3]);
const xs = input("xs", [steps, 2, 3]);
const w = input("w", [3, 3]);
const feeds = new Map<Tensor, NdArray>([
  [h0, draws([2, 3], 1)],
  [xs, draws([steps, 2, 3], 2, 0.2)],
  [w, draws([3, 3], 3, 0.3)],
]);
/** A step with constants, a captured weight and a value computed outside from it. */
const outside = exp(w);
const step = (h: Tensor, x: Tensor): Tensor =>
  tanh(add(mul(matMul(h, w), constant(float32([0.5, 1, 2]))), matMul(x, outside)));

test.each([false, true])(
  "scan (reversed: %s) gives the values and gradients of the unrolled graph",
  async (isReversed) => {
    const looped = scan(
      [h0],
      [xs],
      ([h], [x]) => {
        const next = step(h as Tensor, x as Tensor);
        return { states: [next], outputs: [mul(next, h as Tensor)] };
      },
      { isReversed },
    );
    let h = h0;
    const outputs: Tensor[] = [];
    const times = [...Array(steps).keys()];
    for (const t of isReversed ? times.toReversed() : times) {
      const next = step(h, gather(xs, constant(int32([t], []))));
      outputs[t] = mul(next, h);
      h = next;
    }
    const unrolled = concat(
      outputs.map((y) => expandDims(y, 0)),
      0,
    );
    const weights = constant(draws([steps, 2, 3], 9));
    const derive = (y: Tensor, end: Tensor) =>
      gradients(add(reduceSum(mul(y, weights)), reduceSum(end)), [h0, xs, w]);
    const [y, end] = [looped.outputs[0] as Tensor, looped.states[0] as Tensor];
    const all = [y, end, ...derive(y, end), unrolled, h, ...derive(unrolled, h)];
    const values = await evaluate(all, feeds);
    expectSame(values.slice(0, 5), values.slice(5));
  },
);

test("the gradient's loop computes one step's gradient once, however many of its results are used", async () => {
  const loop = (count: number) => {
    const { states, outputs } = scan([h0], [xs], ([h], [x]) => {
      const next = step(h as Tensor, x as Tensor);
      return { states: [next], outputs: Array.from({ length: count }, () => next) };
    });
    const loss = [...states, ...outputs].map((t) => reduceSum(t)).reduce(add);
    return gradients(loss, [h0, xs, w]);
  };
  const products = async (outputs: readonly Tensor[]) => {
    const graph = await openGraph([h0, xs, w], outputs);
    await graph.close();
    const { Gemm = 0, MatMul = 0, FusedMatMul = 0 } = operators(graph.model.graph);
    return Gemm + MatMul + FusedMatMul;
  };
  expect(await products(loop(3))).toBe(await products(loop(1)));
});

test("a loop in a loop has the gradient that central differences show", async () => {
  const check = await gradientCheck(
    (h, x, v) => {
      const { states } = scan([h as Tensor], [x as Tensor], ([outer], [slice]) => {
        // The inner loop comes first in the outer's body and uses its state.
        const inner = scan([outer as Tensor], [slice as Tensor], ([s], [row]) => ({
          states: [tanh(add(mul(s as Tensor, sigmoid(outer as Tensor)), mul(row as Tensor, v as Tensor)))],
          outputs: [],
        }));
        return { states: [inner.states[0] as Tensor], outputs: [] };
      });
      return states[0] as Tensor;
    },
    [draws([3], 1), draws([2, 4, 3], 2), draws([3], 3)],
  );
  expect(check.error).toBeLessThan(1e-3);
});

test("two loops directly inside each other keep their names apart", async () => {
  const x = input("x", [2, 2, 1]);
  const { outputs } = scan([], [x], (_, [row]) => {
    const inner = scan([], [row as Tensor], (_none, [cell]) => ({
      states: [],
      outputs: [mul(cell as Tensor, reduceSum(row as Tensor))],
    }));
    return { states: [], outputs: inner.outputs };
  });
  const [y, dx] = await evaluate(
    [outputs[0] as Tensor, ...gradients(outputs[0] as Tensor, [x])],
    new Map([[x, float32([1, 2, 3, 4], [2, 2, 1])]]),
  );
  expect(numbers(y as NdArray)).toEqual([3, 6, 21, 28]);
  expect(numbers(dx as NdArray)).toEqual([6, 6, 14, 14]); // d(Σ row)² = 2 Σ row
});

test("a rule of withGradient inside a loop speaks of the step it is used in", async () => {
  const body = (isRuled: boolean) => (x: Tensor) => {
    const { states } = scan([h0], [x], ([h], [now]) => {
      const z = mul(h as Tensor, now as Tensor);
      const y = tanh(z);
      const next = isRuled ? withGradient(y, [z], (dy) => [mul(dy, sub(1, mul(y, y)))]) : y;
      return { states: [next], outputs: [] };
    });
    return states[0] as Tensor;
  };
  const derive = (isRuled: boolean) => gradients(body(isRuled)(xs), [h0, xs]);
  const values = await evaluate([...derive(true), ...derive(false)], feeds);
  expectSame(values.slice(0, 2), values.slice(2));
});

test("whole-number states and masks pass through a loop without a gradient", async () => {
  const mask = input("mask", [steps, 2, 1], "bool");
  const count = constant(int32([0], []));
  const { states } = scan([h0, count], [xs, mask], ([h, n], [x, isReal]) => {
    const next = where(isReal as Tensor, add(h as Tensor, x as Tensor), h as Tensor);
    const more = add(n as Tensor, constant(int32([1], [])));
    return { states: [mul(next, cast(greater(next, 0), "float32")), more], outputs: [] };
  });
  const real = {
    dtype: "bool",
    shape: [steps, 2, 1],
    data: Uint8Array.from([1, 1, 1, 0, 1, 1, 0, 1]),
  } as const;
  const [end, n, dx] = await evaluate(
    [...states, ...gradients(reduceSum(states[0] as Tensor), [xs])],
    new Map<Tensor, NdArray>([...[...feeds].slice(0, 2), [mask, real]]),
  );
  expect(Number(n?.data[0])).toBe(steps);
  // What the last step adds to a positive state counts once.
  const last = numbers(dx as NdArray).slice(-6);
  expect(last.slice(0, 3)).toEqual([0, 0, 0]); // masked
  expect(last.slice(3)).toEqual(
    numbers(end as NdArray)
      .slice(3)
      .map((v) => (v > 0 ? 1 : 0)),
  );
});

test("the gradient of a gradient of a loop equals the unrolled one's", async () => {
  const x = input("x", [3, 2]);
  const s = input("s", [2]);
  const looped = scan([s], [x], ([h], [now]) => ({
    states: [tanh(mul(h as Tensor, now as Tensor))],
    outputs: [],
  }));
  const at = (t: number) => gather(x, constant(int32([t], [])));
  const unrolled = [0, 1, 2].reduce((h, t) => tanh(mul(h, at(t))), s);
  const second = (y: Tensor) => {
    const [dx] = gradients(y, [x]);
    return gradients(reduceSum(mul(dx as Tensor, dx as Tensor)), [x, s]);
  };
  const values = await evaluate(
    [...second(looped.states[0] as Tensor), ...second(unrolled)],
    new Map([
      [x, draws([3, 2], 4)],
      [s, draws([2], 5)],
    ]),
  );
  expectSame(values.slice(0, 2), values.slice(2));
});

test("a step may hand on its state, an outside value or a constant unchanged", async () => {
  const { states, outputs } = scan([h0, h0], [xs], ([h]) => ({
    states: [h as Tensor, reshape(outside, [3, 3]) === outside ? add(h as Tensor, 0) : (h as Tensor)],
    outputs: [outside, constant(2)],
  }));
  const [end, , collected, twos] = await evaluate([...states, ...outputs], feeds);
  expect(numbers(end as NdArray)).toEqual(numbers(feeds.get(h0) as NdArray));
  expect(collected?.shape).toEqual([steps, 3, 3]);
  expect(numbers(twos as NdArray)).toEqual([2, 2, 2, 2]);
});

test("errors: lengths, shapes, counts, no sequence, random draws in a body", () => {
  const same = (h: Tensor) => ({ states: [h], outputs: [] });
  expect(() =>
    scan([h0], [xs, input("y", [5, 2])], ([h]) => same(h as Tensor)),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: scan cannot take these shapes. Received: sequences [4, 2, 3], [5, 2]. Give at least one sequence [time, ...], all of one length.]`,
  );
  expect(() => scan([h0], [], ([h]) => same(h as Tensor))).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: scan cannot take these shapes. Received: sequences none. Give at least one sequence [time, ...], all of one length.]`,
  );
  expect(() =>
    scan([h0], [xs], ([h]) => same(reduceSum(h as Tensor, [1]))),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: scan cannot take these shapes. Received: state 0: float32 [2, 3] became float32 [2]. Keep its shape and type.]`,
  );
  expect(() => scan([h0], [xs], () => ({ states: [], outputs: [] }))).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: scan cannot take these shapes. Received: 1 states became 0. Give each state's next value.]`,
  );
  const { states } = scan([h0], [xs], ([h]) => same(dropout(h as Tensor, 0.5)));
  expect(() => gradients(states[0] as Tensor, [h0])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: dropout inside a loop would draw anew when its gradient runs the loop again. Received: dropout. Draw before the loop, and let the body use what was drawn.]`,
  );
});
