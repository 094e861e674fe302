import { float32 } from "../array/ndArray.ts";
import { text } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { mismatch, showShape, staticShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "./arithmetic.ts";
import { averagePool } from "./averagePool.ts";

const op = defineOp<{ factors: readonly number[] }>("upsample", {
  infer: ([x], { factors }) => {
    const { shape } = x as Tensor;
    const sizes = staticShape(shape.slice(2));
    if (!sizes || sizes.length !== factors.length || factors.some((f) => !Number.isInteger(f) || f < 1))
      throw mismatch(
        "upsample",
        `${showShape(shape)} by [${factors.join(", ")}]`,
        "Give [batch, channels, ...sizes] with known sizes, and a whole factor for each.",
      );
    const larger = sizes.map((size, i) => size * (factors[i] as number));
    return [{ dtype: "float32", shape: [...shape.slice(0, 2), ...larger] }];
  },
  emit: (to, [x], { factors }) => {
    const scales = to.constant(float32([1, 1, ...factors]));
    return to.node("Resize", [x as string, "", scales], {
      attributes: {
        mode: text("nearest"),
        nearest_mode: text("floor"),
        coordinate_transformation_mode: text("asymmetric"),
      },
    });
  },
  gradient: ({ attributes: { factors } }, [dy]) => {
    const cells = factors.reduce((a, b) => a * b, 1);
    const apart = {
      kernel: factors,
      strides: factors,
      dilations: factors.map(() => 1),
      pads: factors.flatMap(() => [0, 0]),
    };
    return [dy && mul(averagePool(dy, apart), cells)];
  },
});

/**
 * Every cell of x [n, c, …] repeated `factors` times along each axis behind the channels (nearest neighbour).
 * dx = the sum of dy over the copies. Errors: NN_SHAPE_MISMATCH.
 */
export const upsample = (x: Tensor, factors: readonly number[]): Tensor => one(op.apply([x], { factors }));
