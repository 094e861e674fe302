import type { NdArray } from "../array/ndArray.ts";
import type { ArrayDataset, ArraysOptions } from "../data/dataset.ts";
import { nextTurn } from "../data/prefetch.ts";
import { stores } from "./feeder.ts";

/** Bytes copied before the event loop gets a turn: some 2 ms. */
const sliceBytes = 2 ** 22;

/** Arrays of datasets in memory that another thread can read too. Each array is copied once, also when datasets share it. */
export class SharedCopies {
  readonly #copies = new Map<NdArray["data"], Promise<NdArray["data"]>>();

  /** The dataset as plain data whose arrays lie in shared memory. */
  async of(data: ArrayDataset): Promise<ArraysOptions> {
    const { weights, rows, batchSize, shuffle, seed } = data;
    const shared = async (array: NdArray): Promise<NdArray> =>
      ({ ...array, data: await this.#copy(array) }) as NdArray;
    return {
      inputs: await Promise.all(data.inputs.map(shared)),
      targets: await Promise.all(data.targets.map(shared)),
      ...(weights ? { weights } : {}),
      ...(rows ? { rows } : {}),
      batchSize,
      shuffle,
      seed,
    };
  }

  clear(): void {
    this.#copies.clear();
  }

  #copy(array: NdArray): Promise<NdArray["data"]> {
    const { data } = array;
    const known = this.#copies.get(data);
    if (known) return known;
    const copy = isShared(data) ? Promise.resolve(data) : copied(array);
    this.#copies.set(data, copy);
    return copy;
  }
}

async function copied({ dtype, data }: NdArray): Promise<NdArray["data"]> {
  const source = data as Float32Array;
  const copy = new (stores[dtype] as Float32ArrayConstructor)(newMemory(source.byteLength));
  const step = Math.ceil(sliceBytes / source.BYTES_PER_ELEMENT);
  for (let from = 0; from < source.length; from += step) {
    if (from > 0) await nextTurn();
    copy.set(source.subarray(from, from + step), from);
  }
  return copy;
}

/** Pages that are not cross-origin isolated have no shared memory: the other thread gets a copy of its own. */
const hasShared = typeof SharedArrayBuffer !== "undefined";
const isShared = ({ buffer }: NdArray["data"]) => hasShared && buffer instanceof SharedArrayBuffer;
const newMemory = (bytes: number) => (hasShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
