import { int, text } from "../graph/attribute.ts";
import { constant, defineOp, one } from "../graph/op.ts";
import { axisOf, mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { cast } from "./cast.ts";
import { expandLike } from "./expand.ts";
import { reshape } from "./reshape.ts";
import { transpose } from "./transpose.ts";

const op = defineOp<{ axis: number }>("gather", {
  infer: ([x, indices], { axis }) => {
    const { dtype, shape } = x as Tensor;
    if ((indices as Tensor).dtype !== "int32" && (indices as Tensor).dtype !== "int64")
      throw mismatch(
        "gather",
        `${(indices as Tensor).dtype} indices`,
        "Give indices of type int32 or int64.",
      );
    return [
      { dtype, shape: [...shape.slice(0, axis), ...(indices as Tensor).shape, ...shape.slice(axis + 1)] },
    ];
  },
  emit: (to, names, { axis }) => to.node("Gather", names, { attributes: { axis: int(axis) } }),
  gradient: ({ inputs, attributes: { axis } }, [dy]) => {
    const [x, indices] = inputs as [Tensor, Tensor];
    if (!dy) return [];
    // Bring the gathered axes to the front, so that rows are added to rows.
    const moved = [...indices.shape.keys()].map((i) => i + axis);
    const others = [...dy.shape.keys()].filter((i) => !moved.includes(i));
    const rows = transpose(dy, [...moved, ...others]);
    const front = [axis, ...[...x.shape.keys()].filter((i) => i !== axis)];
    const zeros = expandLike(constant(0), transpose(x, front));
    const flat = reshape(indices, [...indices.shape, 1], indices);
    const summed = scatterAddRows(zeros, flat, rows);
    return [
      transpose(
        summed,
        front.map((_, i) => (i < axis ? i + 1 : i === axis ? 0 : i)),
      ),
    ];
  },
});

/**
 * The rows `indices` (int32 or int64) of x along an axis. Shape: x's with the axis replaced by the indices' shape.
 * dx: rows of dy added up where their index points to.
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  return one(op.apply([x, indices], { axis: axisOf(axis, x.shape.length, "gather") }));
}

const scatterOp = defineOp<null>("scatterAddRows", {
  infer: (inputs) => {
    const [onto, indices, rows] = inputs as [Tensor, Tensor, Tensor];
    const expected = [...indices.shape.slice(0, -1), ...onto.shape.slice(1)];
    if (indices.shape.at(-1) !== 1 || !sameShape(rows.shape, expected))
      throw mismatch(
        "scatterAddRows",
        inputs.map((t) => showShape(t.shape)).join(", "),
        "Give [n, ...], indices [..., 1], and a row for every index.",
      );
    return [onto];
  },
  emit: (to, names) => to.node("ScatterND", names, { attributes: { reduction: text("add") } }),
  gradient: ({ inputs }, [dy]) => {
    const [, indices] = inputs as [Tensor, Tensor];
    return dy ? [dy, undefined, gather(dy, reshape(indices, indices.shape.slice(0, -1), indices), 0)] : [];
  },
});
/** `onto` with each row of `rows` added at its index. Shapes: [n, …], indices [i…, 1], rows [i…, …]. */
export function scatterAddRows(onto: Tensor, indices: Tensor, rows: Tensor): Tensor {
  return one(scatterOp.apply([onto, cast(indices, "int64"), rows], null));
}
