import { constant, defineOp, int64Constant, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { slice } from "./slice.ts";

interface Pads {
  readonly before: readonly number[];
  readonly after: readonly number[];
}
const op = defineOp<Pads>("pad", {
  infer: ([x], { before, after }) => [
    {
      dtype: (x as Tensor).dtype,
      shape: (x as Tensor).shape.map((dim, i) =>
        typeof dim === "number" ? dim + (before[i] as number) + (after[i] as number) : dim,
      ),
    },
  ],
  emit: (to, names) => to.node("Pad", names),
  gradient: ({ inputs: [x], attributes: { before } }, [dy]) => {
    if (!dy) return [];
    return [
      (x as Tensor).shape.reduce<Tensor>(
        (t, dim, axis) =>
          typeof dim === "number"
            ? slice(t, axis, before[axis] as number, (before[axis] as number) + dim)
            : t,
        dy,
      ),
    ];
  },
});

/** x with `value` around it: so many cells before and after each axis. dx = dy without the border. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  return one(op.apply([x, int64Constant([...before, ...after]), constant(value)], { before, after }));
}
