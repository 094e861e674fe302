import { defineOp } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { addMatMul } from "./addMatMul.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { concat } from "./concat.ts";
import { matMul } from "./matMul.ts";
import { zerosLike } from "./random.ts";
import { reduceSum } from "./reduce.ts";
import { reshape } from "./reshape.ts";
import { scan } from "./scan.ts";
import { type Saturating, saturating } from "./slopes.ts";
import { split } from "./split.ts";
import { where } from "./where.ts";

interface GruOptions {
  activation: Saturating;
  recurrentActivation: Saturating;
  isReversed: boolean;
  hasMask: boolean;
  hasDrop: boolean;
}
/** What `gruScan` takes. Shapes: its docstring. */
export interface GruInputs {
  xGates: Tensor;
  xCandidate: Tensor;
  recurrent: Tensor;
  bias: Tensor;
  h: Tensor;
  mask: Tensor | undefined;
  drop: Tensor | undefined;
}

const op = defineOp<GruOptions>("gru", {
  infer: (inputs) => {
    const [xGates, , , , h] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const units = h.shape[1] as number;
    const per = (width: number) => ({ dtype: xGates.dtype, shape: [...xGates.shape.slice(0, 2), width] });
    return [per(units), h, per(2 * units), per(units), per(units), per(units)];
  },
  emit: (to, _, options, { inputs }) => {
    const { states, outputs } = forward(named(inputs, options), options);
    return to.emit([outputs[0] as Tensor, ...states, ...outputs.slice(1)]);
  },
  gradient: ({ inputs, outputs, attributes }, dy) =>
    backward(named(inputs, attributes), outputs, attributes, dy),
});

function named(inputs: readonly Tensor[], { hasMask, hasDrop }: GruOptions): GruInputs {
  const [xGates, xCandidate, recurrent, bias, h] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const mask = hasMask ? inputs[5] : undefined;
  return {
    xGates,
    xCandidate,
    recurrent,
    bias,
    h,
    mask,
    drop: hasDrop ? inputs[hasMask ? 6 : 5] : undefined,
  };
}

function forward({ xGates, xCandidate, recurrent, bias, h, mask, drop }: GruInputs, options: GruOptions) {
  const units = h.shape[1] as number;
  const { activation, recurrentActivation, isReversed } = options;
  const [toGates, toCandidate] = split(recurrent, 1, [2 * units, units]) as [Tensor, Tensor];
  return scan(
    [h],
    [xGates, xCandidate, ...(mask ? [mask] : [])],
    ([state], [gatesIn, candidateIn, isReal]) => {
      const whole = state as Tensor;
      const h0 = drop ? mul(whole, drop) : whole;
      const gates = saturating[recurrentActivation].of(addMatMul(gatesIn as Tensor, h0, toGates));
      const [z, r] = split(gates, 1, [units, units]) as [Tensor, Tensor];
      const inner = addMatMul(bias, h0, toCandidate);
      const candidate = saturating[activation].of(add(candidateIn as Tensor, mul(r, inner)));
      const made = add(candidate, mul(z, sub(h0, candidate)));
      const h1 = isReal ? where(isReal, made, whole) : made;
      return { states: [h1], outputs: [h1, gates, candidate, inner, h0] };
    },
    { isReversed },
  );
}

function backward(
  { recurrent, h, mask, drop }: GruInputs,
  outputs: readonly Tensor[],
  { activation, recurrentActivation, isReversed }: GruOptions,
  [dSequence, dEnd]: readonly (Tensor | undefined)[],
): (Tensor | undefined)[] {
  const [, , gates, candidate, inner, before] = outputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  const units = h.shape[1] as number;
  const parts = [units, units];
  const [z, r] = split(gates, 2, parts) as [Tensor, Tensor];
  const [zSlope, rSlope] = split(saturating[recurrentActivation].slope(gates), 2, parts) as [Tensor, Tensor];
  const real = mask && cast(mask, "float32");
  const masked = (t: Tensor) => (real ? mul(t, real) : t);
  // All derivatives are dh times what is known before the loop: of the candidate's argument, z's, r's, the inner product.
  const toCandidate = masked(mul(sub(1, z), saturating[activation].slope(candidate)));
  const toUpdate = masked(mul(sub(before, candidate), zSlope));
  const toReset = mul(toCandidate, mul(inner, rSlope));
  const toInner = mul(toCandidate, r);
  const [time, batch] = z.shape as [Tensor["shape"][number], Tensor["shape"][number]];
  const stacked = reshape(concat([toUpdate, toReset, toInner], 2), [time, batch, 3, units]);
  const sequences = [stacked, z, ...(dSequence ? [dSequence] : []), ...(mask ? [mask] : [])];
  const back = scan(
    [dEnd ?? zerosLike(h)],
    sequences,
    ([dNext], slices) => {
      const [factors, zt] = slices as [Tensor, Tensor];
      const dh = dSequence ? add(dNext as Tensor, slices[2] as Tensor) : (dNext as Tensor);
      const each = reshape(dh, [batch, 1, units]);
      const dz = reshape(mul(each, factors), [batch, 3 * units]);
      const product = addMatMul(mul(dh, zt), dz, recurrent, { transB: true });
      const through = drop ? mul(product, drop) : product;
      const isReal = mask && (slices.at(-1) as Tensor);
      return { states: [isReal ? where(isReal, through, dh) : through], outputs: [dz, dh] };
    },
    { isReversed: !isReversed },
  );
  const [dz, dh] = back.outputs as [Tensor, Tensor];
  const rows = (t: Tensor) => reshape(t, [-1, t.shape[2] as number]);
  const [dGates, dInner] = split(dz, 2, [2 * units, units]) as [Tensor, Tensor];
  return [
    dGates,
    mul(dh, toCandidate),
    matMul(rows(before), rows(dz), { transA: true }),
    reduceSum(dInner, [0, 1]),
    ...back.states,
  ];
}

/**
 * The recurrent part of a gated recurrent unit, over time-major values:
 * [z r] = σ(xzrₜ + hₜ₋₁·Uzr), n = hₜ₋₁·Uₕ + b, c = tanh(xcₜ + r·n), hₜ = z·hₜ₋₁ + (1 − z)·c.
 * Shapes: xGates [T, batch, 2u], xCandidate [T, batch, u] (projected inputs, biases added), recurrent [u, 3u] in the
 * order z, r, h, bias [u]; h [batch, u]; mask bool [T, batch, 1] (false: the step is skipped); drop [batch, u] scales
 * hₜ₋₁. Gives the sequence [T, batch, u] and the last h.
 * Gradient: a loop backwards of one product; what does not depend on its state is computed before it.
 * Source: Cho et al. 2014, arXiv:1406.1078, with the reset after the product (cuDNN's form).
 */
export function gruScan(
  { xGates, xCandidate, recurrent, bias, h, mask, drop }: GruInputs,
  options: Pick<GruOptions, "activation" | "recurrentActivation" | "isReversed">,
): readonly [Tensor, Tensor] {
  const given = [xGates, xCandidate, recurrent, bias, h, ...(mask ? [mask] : []), ...(drop ? [drop] : [])];
  const made = op.apply(given, { ...options, hasMask: mask !== undefined, hasDrop: drop !== undefined });
  return [made[0] as Tensor, made[1] as Tensor];
}
