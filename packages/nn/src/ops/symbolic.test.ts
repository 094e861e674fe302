import { expect, test } from "vitest";
import { type NdArray, sizeOf } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { input } from "../graph/op.ts";
import type { Dim, Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { draws } from "../testing/gradientCheck.ts";
import { openGraph } from "../testing/openGraph.ts";
import { mul } from "./arithmetic.ts";
import { cases, golden, type OpCase } from "./cases.fixture.ts";
import { reduceSum } from "./reduce.ts";

/** y and the gradients of Σ w·y, with w fed too. */
function built({ build, golden: name }: OpCase, shapes: readonly Shape[]) {
  const { inputs, gradients: derived } = golden(name);
  const xs = inputs.map(({ dtype }, i) => input(`x${i}`, shapes[i] as Shape, dtype));
  const y = build(...xs);
  const w = input("w", y.shape);
  const floats = xs.filter((_, i) => derived[i]);
  const dxs = floats.length === 0 ? [] : gradients(reduceSum(mul(y, w)), floats);
  return { inputs: [...xs, w], outputs: [y, ...dxs] };
}

/** The named axes are the leading ones; a number among them stays as it is. */
const symbolicShape = (shape: readonly number[], names: readonly Dim[] = []): Dim[] =>
  shape.map((size, axis) => names[axis] ?? size);

/** `value` with its named axes one longer, the first elements again behind the last. */
function longer(value: NdArray, names: readonly Dim[] = []): NdArray {
  const shape = value.shape.map((size, axis) => (typeof names[axis] === "string" ? size + 1 : size));
  const Store = value.data.constructor as Float32ArrayConstructor;
  const out = new Store(sizeOf(shape));
  const strides = value.shape.map((_, axis) => sizeOf(value.shape.slice(axis + 1)));
  for (let at = 0; at < out.length; at++) {
    let rest = at;
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] as number;
      from += ((rest % size) % (value.shape[axis] as number)) * (strides[axis] as number);
      rest = Math.floor(rest / size);
    }
    out[at] = value.data[from] as number;
  }
  return { dtype: value.dtype, shape, data: out } as NdArray;
}

const named = cases.filter((one): one is OpCase & Required<Pick<OpCase, "named">> => one.named !== undefined);

test.each(named)(
  "$golden: one session over named sizes gives what static graphs give, at two sizes",
  async (one) => {
    const { inputs: given } = golden(one.golden);
    const symbolic = built(
      one,
      given.map(({ shape }, i) => symbolicShape(shape, one.named[i])),
    );
    const session = await openGraph(symbolic.inputs, symbolic.outputs);
    for (const inputs of [given, given.map((x, i) => longer(x, one.named[i]))]) {
      const fixed = built(
        one,
        inputs.map(({ shape }) => shape),
      );
      const weights = draws((fixed.outputs[0] as Tensor).shape as number[], 3);
      const reference = await openGraph(fixed.inputs, fixed.outputs);
      const expected = await reference.run(...inputs, weights);
      const received = await session.run(...inputs, weights);
      await reference.close();
      expect(received.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      received.forEach(({ data }, i) => {
        Array.from(data as Float32Array).forEach((value, k) => {
          // The same kernels in another order of nodes: single precision's last digits may differ.
          expect(value).toBeCloseTo((expected[i] as NdArray<"float32">).data[k] as number, 4);
        });
      });
    }
    await session.close();
  },
);
