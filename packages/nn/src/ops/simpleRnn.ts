import { defineOp } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { addMatMul } from "./addMatMul.ts";
import { add, mul } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { matMul } from "./matMul.ts";
import { zerosLike } from "./random.ts";
import { reshape } from "./reshape.ts";
import { scan } from "./scan.ts";
import { type Saturating, saturating } from "./slopes.ts";
import { where } from "./where.ts";

interface RnnOptions {
  activation: Saturating;
  isReversed: boolean;
  hasMask: boolean;
  hasDrop: boolean;
}
/** What `rnnScan` takes. Shapes: its docstring. */
export interface RnnInputs {
  x: Tensor;
  recurrent: Tensor;
  h: Tensor;
  mask: Tensor | undefined;
  drop: Tensor | undefined;
}

const op = defineOp<RnnOptions>("simpleRnn", {
  infer: (inputs) => {
    const [x, , h] = inputs as [Tensor, Tensor, Tensor];
    return [x, h, x, x];
  },
  emit: (to, _, options, { inputs }) => {
    const { x, recurrent, h, mask, drop } = named(inputs, options);
    const { states, outputs } = scan(
      [h],
      [x, ...(mask ? [mask] : [])],
      ([state], [step, isReal]) => {
        const whole = state as Tensor;
        const h0 = drop ? mul(whole, drop) : whole;
        const made = saturating[options.activation].of(addMatMul(step as Tensor, h0, recurrent));
        const h1 = isReal ? where(isReal, made, whole) : made;
        return { states: [h1], outputs: [h1, made, h0] };
      },
      { isReversed: options.isReversed },
    );
    return to.emit([outputs[0] as Tensor, ...states, ...outputs.slice(1)]);
  },
  gradient: ({ inputs, outputs, attributes }, [dSequence, dEnd]) => {
    const { recurrent, h, mask, drop } = named(inputs, attributes);
    const [, , made, before] = outputs as [Tensor, Tensor, Tensor, Tensor];
    const slope = saturating[attributes.activation].slope(made);
    const toX = mask ? mul(slope, cast(mask, "float32")) : slope;
    const back = scan(
      [dEnd ?? zerosLike(h)],
      [toX, ...(dSequence ? [dSequence] : []), ...(mask ? [mask] : [])],
      ([dNext], slices) => {
        const dh = dSequence ? add(dNext as Tensor, slices[1] as Tensor) : (dNext as Tensor);
        const dz = mul(dh, slices[0] as Tensor);
        const product = matMul(dz, recurrent, { transB: true });
        const through = drop ? mul(product, drop) : product;
        const isReal = mask && (slices.at(-1) as Tensor);
        return { states: [isReal ? where(isReal, through, dh) : through], outputs: [dz] };
      },
      { isReversed: !attributes.isReversed },
    );
    const [dz] = back.outputs as [Tensor];
    const rows = (t: Tensor) => reshape(t, [-1, t.shape[2] as number]);
    return [dz, matMul(rows(before), rows(dz), { transA: true }), ...back.states];
  },
});

function named(inputs: readonly Tensor[], { hasMask, hasDrop }: RnnOptions): RnnInputs {
  const [x, recurrent, h] = inputs as [Tensor, Tensor, Tensor];
  const mask = hasMask ? inputs[3] : undefined;
  return { x, recurrent, h, mask, drop: hasDrop ? inputs[hasMask ? 4 : 3] : undefined };
}

/**
 * hₜ = f(xₜ + hₜ₋₁·U), over time-major values. Shapes: x (projected inputs, biases added) [T, batch, u], recurrent
 * [u, u], h [batch, u]; mask bool [T, batch, 1] (false: the step is skipped); drop [batch, u] scales hₜ₋₁ before U.
 * Gives the sequence [T, batch, u] and the last h. Gradient: dzₜ = dhₜ · f′, dhₜ₋₁ = dzₜ · Uᵀ, in a loop backwards.
 */
export function rnnScan(
  { x, recurrent, h, mask, drop }: RnnInputs,
  options: Pick<RnnOptions, "activation" | "isReversed">,
): readonly [Tensor, Tensor] {
  const inputs = [x, recurrent, h, ...(mask ? [mask] : []), ...(drop ? [drop] : [])];
  const made = op.apply(inputs, { ...options, hasMask: mask !== undefined, hasDrop: drop !== undefined });
  return [made[0] as Tensor, made[1] as Tensor];
}
