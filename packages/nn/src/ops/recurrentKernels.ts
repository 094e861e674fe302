import { int, text } from "../graph/attribute.ts";
import type { Emitter } from "../graph/emit.ts";
import { gradientsOf } from "../graph/gradients.ts";
import { defineOp } from "../graph/op.ts";
import type { Dim } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "./arithmetic.ts";
import { concat } from "./concat.ts";
import { gruScan } from "./gru.ts";
import { lstmScan } from "./lstm.ts";
import { matMul } from "./matMul.ts";
import { reshape } from "./reshape.ts";
import { split } from "./split.ts";
import { stopGradient } from "./stopGradient.ts";
import { transpose } from "./transpose.ts";
import { zeros } from "./zeros.ts";

interface Direction {
  readonly isReversed: boolean;
}

/** Parts of the last axis, each `units` wide, in another order. */
export function reordered(t: Tensor, units: number, parts: readonly number[]): Tensor {
  const axis = t.shape.length - 1;
  const cut = split(t, axis, Array<number>(parts.length).fill(units));
  return concat(
    parts.map((part) => cut[part] as Tensor),
    axis,
  );
}

/** dL/d(inputs) of `make`, which gives the same values by operations with gradients of their own. */
function through(
  make: (inputs: readonly Tensor[]) => readonly Tensor[],
  inputs: readonly Tensor[],
  dy: readonly (Tensor | undefined)[],
): readonly Tensor[] {
  // Leaves of their own: an initial state computed from x must not count x twice.
  const leaves = inputs.map(stopGradient);
  const seeded = make(leaves).flatMap((t, i) => (dy[i] ? [[t, dy[i] as Tensor] as const] : []));
  return gradientsOf(seeded, leaves);
}

/** [features, k·u] → [1, k·u, features]: how ONNX's operators keep weights. */
const asOnnx = (t: Tensor): Tensor => reshape(transpose(t, [1, 0]), [1, ...[...t.shape].reverse()]);
const withDirection = (t: Tensor): Tensor => reshape(t, [1, ...t.shape], t);

interface Written {
  readonly inputs: readonly Tensor[];
  readonly states: readonly Tensor[];
  readonly units: number;
  readonly isReversed: boolean;
}
/** Writes X, W, R, B, no lengths, states; gives [T, 1, batch, u] and the last states without the direction's axis. */
function write(
  to: Emitter,
  onnx: string,
  { inputs, states, units, isReversed }: Written,
  extra = {},
): string[] {
  const [x, ...rest] = to.emit([...inputs, ...states.map(withDirection)]) as string[];
  const weights = rest.slice(0, inputs.length - 1);
  const made = to.node(onnx, [x as string, ...weights, "", ...rest.slice(inputs.length - 1)], {
    attributes: {
      hidden_size: int(units),
      direction: text(isReversed ? "reverse" : "forward"),
      ...extra,
    },
    outputs: 1 + states.length,
  });
  const drop = (name: string, axis: number) =>
    to.node("Squeeze", [
      name,
      to.constant({ dtype: "int64", shape: [1], data: BigInt64Array.of(BigInt(axis)) }),
    ]);
  return made.flatMap((name, i) => drop(name, i === 0 ? 1 : 0)) as string[];
}

const sequenceOf = (x: Tensor, units: number) => ({
  dtype: x.dtype,
  shape: [x.shape[0] as Dim, x.shape[1] as Dim, units],
});

const lstmOp = defineOp<Direction>("lstmKernel", {
  infer: ([x, , , , h, c]) => {
    const [state, cell] = [h as Tensor, c as Tensor];
    return [sequenceOf(x as Tensor, state.shape[1] as number), state, cell];
  },
  emit: (to, _, { isReversed }, { inputs }) => {
    const [x, kernel, recurrent, bias, h, c] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const units = h.shape[1] as number;
    // i, f, o, g → ONNX's i, o, f, g.
    const order = (t: Tensor) => reordered(t, units, [0, 2, 1, 3]);
    const both = concat([order(bias), zeros([4 * units], bias)], 0);
    const weights = [asOnnx(order(kernel)), asOnnx(order(recurrent)), withDirection(both)];
    return write(to, "LSTM", { inputs: [x, ...weights], states: [h, c], units, isReversed });
  },
  gradient: ({ inputs, attributes: { isReversed } }, dy) =>
    through(
      ([x, kernel, recurrent, bias, h, c]) =>
        lstmScan(
          {
            x: add(matMul(x as Tensor, kernel as Tensor), bias as Tensor),
            recurrent: recurrent as Tensor,
            h: h as Tensor,
            c: c as Tensor,
            mask: undefined,
            drop: undefined,
          },
          { activation: "tanh", recurrentActivation: "sigmoid", isReversed },
        ),
      inputs,
      dy,
    ),
});
/**
 * A whole LSTM by ONNX's own operator, which keeps no gates and so only predicts fast: its gradient runs `lstmScan`.
 * Shapes: x [T, batch, features], kernel [features, 4u], recurrent [u, 4u], bias [4u] in the order i, f, o, g; h, c
 * [batch, u]. Gives the sequence [T, batch, u] and the last h and c.
 */
export const lstmKernel = (inputs: readonly Tensor[], isReversed: boolean): readonly Tensor[] =>
  lstmOp.apply(inputs, { isReversed });

const gruOp = defineOp<Direction>("gruKernel", {
  infer: ([x, , , , , h]) => [sequenceOf(x as Tensor, (h as Tensor).shape[1] as number), h as Tensor],
  emit: (to, _, { isReversed }, { inputs }) => {
    const [x, kernel, recurrent, bias, inner, h] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const units = h.shape[1] as number;
    const both = withDirection(concat([bias, zeros([2 * units], bias), inner], 0));
    const weights = [asOnnx(kernel), asOnnx(recurrent), both];
    const extra = { linear_before_reset: int(1) };
    return write(to, "GRU", { inputs: [x, ...weights], states: [h], units, isReversed }, extra);
  },
  gradient: ({ inputs, attributes: { isReversed } }, dy) =>
    through(
      ([x, kernel, recurrent, bias, inner, h]) => {
        const state = h as Tensor;
        const units = state.shape[1] as number;
        const projected = add(matMul(x as Tensor, kernel as Tensor), bias as Tensor);
        const [xGates, xCandidate] = split(projected, 2, [2 * units, units]) as [Tensor, Tensor];
        return gruScan(
          {
            xGates,
            xCandidate,
            recurrent: recurrent as Tensor,
            bias: inner as Tensor,
            h: state,
            mask: undefined,
            drop: undefined,
          },
          { activation: "tanh", recurrentActivation: "sigmoid", isReversed },
        );
      },
      inputs,
      dy,
    ),
});
/**
 * A whole GRU by ONNX's own operator (reset after the product). Shapes: x [T, batch, features], kernel [features, 3u],
 * recurrent [u, 3u], bias [3u] in the order z, r, h; inner [u] the bias of hₜ₋₁·Uₕ; h [batch, u].
 * Gives the sequence [T, batch, u] and the last h.
 */
export const gruKernel = (inputs: readonly Tensor[], isReversed: boolean): readonly Tensor[] =>
  gruOp.apply(inputs, { isReversed });
