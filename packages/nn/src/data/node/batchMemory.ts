import type { DType, Elements, NdArray } from "../../array/ndArray.ts";
import type { Batch } from "../dataset.ts";

/** A copy whose arrays own their memory, so that it can be handed to another thread and the original stays usable. */
export function ownBatch({ inputs, targets, weights }: Batch): Batch {
  return {
    inputs: inputs.map(own),
    targets: targets.map(own),
    ...(weights && { weights: new Float32Array(weights) }),
  };
}

/** The memory that moves with a batch; each piece once. */
export function memoryOf({ inputs, targets, weights }: Batch): ArrayBuffer[] {
  const pieces = [...inputs, ...targets].map(({ data }) => data.buffer as ArrayBuffer);
  return [...new Set(weights ? [...pieces, weights.buffer as ArrayBuffer] : pieces)];
}

/** Copied by the constructor: a Buffer's `slice` would share memory. */
function own({ dtype, shape, data }: NdArray): NdArray {
  const Store = ({ uint8: Uint8Array, bool: Uint8Array } as Partial<Record<DType, typeof Uint8Array>>)[dtype];
  const copy = Store ? new Store(data as Uint8Array) : data.slice();
  return { dtype, shape, data: copy as Elements[DType] };
}
