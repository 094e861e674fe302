import { defineOp } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { addMatMul } from "./addMatMul.ts";
import { add, mul } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { concat } from "./concat.ts";
import { matMul } from "./matMul.ts";
import { zerosLike } from "./random.ts";
import { reshape } from "./reshape.ts";
import { scan } from "./scan.ts";
import { type Saturating, saturating } from "./slopes.ts";
import { split } from "./split.ts";
import { where } from "./where.ts";

export interface LstmOptions {
  activation: Saturating;
  recurrentActivation: Saturating;
  /** From the last step to the first; the sequence stays in the order of time. */
  isReversed: boolean;
  hasMask: boolean;
  hasDrop: boolean;
}

const op = defineOp<LstmOptions>("lstm", {
  infer: (inputs) => {
    const [x, , h, c] = inputs as [Tensor, Tensor, Tensor, Tensor];
    const units = h.shape[1] as number;
    const per = (width: number) => ({ dtype: x.dtype, shape: [...x.shape.slice(0, 2), width] });
    return [per(units), h, c, per(3 * units), per(units), per(units), per(units), per(units)];
  },
  emit: (to, _, options, { inputs }) => {
    const { states, outputs } = forward(inputs, options);
    return to.emit([outputs[0] as Tensor, ...states, ...outputs.slice(1)]);
  },
  gradient: ({ inputs, outputs, attributes }, dy) => backward(inputs, outputs, attributes, dy),
});

function parts(inputs: readonly Tensor[], { hasMask, hasDrop }: LstmOptions) {
  const [x, recurrent, h, c] = inputs as [Tensor, Tensor, Tensor, Tensor];
  const mask = hasMask ? inputs[4] : undefined;
  const drop = hasDrop ? inputs[hasMask ? 5 : 4] : undefined;
  return { x, recurrent, h, c, mask, drop };
}

function forward(inputs: readonly Tensor[], options: LstmOptions) {
  const { x, recurrent, h, c, mask, drop } = parts(inputs, options);
  const units = h.shape[1] as number;
  const { activation, recurrentActivation, isReversed } = options;
  return scan(
    [h, c],
    mask ? [x, mask] : [x],
    ([before, cell], [step, isReal]) => {
      const [h0, c0, xt] = [before as Tensor, cell as Tensor, step as Tensor];
      const z = addMatMul(xt, drop ? mul(h0, drop) : h0, recurrent);
      const [zGates, zCandidate] = split(z, 1, [3 * units, units]) as [Tensor, Tensor];
      const gates = saturating[recurrentActivation].of(zGates);
      const candidate = saturating[activation].of(zCandidate);
      const [i, f, o] = split(gates, 1, [units, units, units]) as [Tensor, Tensor, Tensor];
      const made = add(mul(f, c0), mul(i, candidate));
      const shown = saturating[activation].of(made);
      const out = mul(o, shown);
      const h1 = isReal ? where(isReal, out, h0) : out;
      const c1 = isReal ? where(isReal, made, c0) : made;
      return { states: [h1, c1], outputs: [h1, gates, candidate, shown, h0, c0] };
    },
    { isReversed },
  );
}

function backward(
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  options: LstmOptions,
  dy: readonly (Tensor | undefined)[],
): (Tensor | undefined)[] {
  const { recurrent, h, c, mask, drop } = parts(inputs, options);
  const [, , , gates, candidate, shown, before, cellBefore] = outputs as Tensor[] as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const units = h.shape[1] as number;
  const { activation, recurrentActivation, isReversed } = options;
  const gate = saturating[recurrentActivation].slope;
  const slope = saturating[activation].slope;
  const [i, f, o] = split(gates, 2, [units, units, units]) as [Tensor, Tensor, Tensor];
  const [iSlope, fSlope, oSlope] = split(gate(gates), 2, [units, units, units]) as [Tensor, Tensor, Tensor];
  const real = mask && cast(mask, "float32");
  const masked = (t: Tensor) => (real ? mul(t, real) : t);
  // dc += dh · a; dz = [dc · (candidate·i′, cₜ₋₁·f′), dh · (shown·o′), dc · (i·candidate′)].
  const toCell = masked(mul(o, slope(shown)));
  const toInput = masked(mul(candidate, iSlope));
  const toForget = masked(mul(cellBefore, fSlope));
  const toOutput = masked(mul(shown, oSlope));
  const toCandidate = masked(mul(i, slope(candidate)));
  const keep = mask ? where(mask, f, 1) : f;
  const [dSequence, dEnd, dCell] = dy;
  const sequences = [toCell, toInput, toForget, toOutput, toCandidate, keep];
  const optional = [...(dSequence ? [dSequence] : []), ...(mask ? [mask] : [])];
  const back = scan(
    [dEnd ?? zerosLike(h), dCell ?? zerosLike(c)],
    [...sequences, ...optional],
    ([dhNext, dcNext], slices) => {
      const [a, bi, bf, bo, bg, k] = slices as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
      const dyt = dSequence && slices[6];
      const isReal = mask && (slices.at(-1) as Tensor);
      const dh = dyt ? add(dhNext as Tensor, dyt) : (dhNext as Tensor);
      const dc = add(dcNext as Tensor, mul(dh, a));
      const dz = concat([mul(dc, bi), mul(dc, bf), mul(dh, bo), mul(dc, bg)], 1);
      return { states: [spread(dz, recurrent, drop, dh, isReal), mul(dc, k)], outputs: [dz] };
    },
    { isReversed: !isReversed },
  );
  const [dz] = back.outputs as [Tensor];
  const used = drop ? mul(before, drop) : before;
  const rows = (t: Tensor) => reshape(t, [-1, t.shape[2] as number]);
  return [dz, matMul(rows(used), rows(dz), { transA: true }), ...back.states];
}

/** dhₜ₋₁ = dz · Uᵀ, or dhₜ where the step was skipped. */
function spread(
  dz: Tensor,
  recurrent: Tensor,
  drop: Tensor | undefined,
  dh: Tensor,
  isReal: Tensor | undefined,
): Tensor {
  const product = matMul(dz, recurrent, { transB: true });
  const through = drop ? mul(product, drop) : product;
  return isReal ? where(isReal, through, dh) : through;
}

/**
 * The recurrent part of a long short-term memory, over time-major values:
 * [i f o] = σ(xₜ + hₜ₋₁·U), g = tanh(…); cₜ = f·cₜ₋₁ + i·g; hₜ = o · tanh cₜ.
 * Shapes: x (the projected inputs, biases added) [T, batch, 4u], U [u, 4u], both in the order i, f, o, g; h, c
 * [batch, u]; mask bool [T, batch, 1] (false: the step is skipped, states carry over); drop [batch, u] scales hₜ₋₁
 * before U. Gives the sequence [T, batch, u] and the last h and c.
 * Gradient: a loop backwards with one product; everything that does not depend on its states is computed before it
 * for the whole sequence, dU after it in one product. Slower were, by 5 to 8 % at 64 × 50 × 16 → 128: one broadcast
 * product for the three gates that dc drives, and a sigmoid for each gate.
 * Source: Hochreiter & Schmidhuber 1997; Gers et al. 2000 (forget gate).
 */
export function lstmScan(
  { x, recurrent, h, c, mask, drop }: ReturnType<typeof parts>,
  options: Pick<LstmOptions, "activation" | "recurrentActivation" | "isReversed">,
): readonly [Tensor, Tensor, Tensor] {
  const inputs = [x, recurrent, h, c, ...(mask ? [mask] : []), ...(drop ? [drop] : [])];
  const results = op.apply(inputs, { ...options, hasMask: mask !== undefined, hasDrop: drop !== undefined });
  return results.slice(0, 3) as unknown as readonly [Tensor, Tensor, Tensor];
}
