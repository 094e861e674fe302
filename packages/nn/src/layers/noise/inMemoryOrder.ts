import type { Tensor } from "../../graph/tensor.ts";
import { permutationOf, transpose } from "../../ops/transpose.ts";

/** `make` on the values as they lie in memory: what treats all elements alike need not see a transposition. */
export function inMemoryOrder(x: Tensor, make: (x: Tensor) => Tensor): Tensor {
  const order = permutationOf(x);
  return order ? transpose(make(order.of), order.axes) : make(x);
}
