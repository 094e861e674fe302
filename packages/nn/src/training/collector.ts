import { type NdArray, sizeOf } from "../array/ndArray.ts";
import { fromOrt, type OrtTensor } from "../runtime/ort.ts";
import { predictionName, type Signature, weightsInput } from "./names.ts";

/** A metric that needs all predictions of an epoch at once (AUC …), by name, for one output. */
export interface WholeMetric {
  readonly output: number;
  readonly metric: string;
  /** The name it is logged under. */
  readonly name: string;
}

/** Collects the predictions of a pass, with their truth where metrics ask for it. */
export class Collector {
  readonly #signature: Signature;
  readonly #metrics: readonly WholeMetric[];
  readonly #predictions: NdArray[][] = [];
  readonly #truths: NdArray[][] = [];
  readonly #weights: NdArray[] = [];

  constructor(signature: Signature, metrics: readonly WholeMetric[]) {
    this.#signature = signature;
    this.#metrics = metrics;
  }

  add(results: Readonly<Record<string, OrtTensor>>, feeds: Readonly<Record<string, OrtTensor>>): void {
    const { predictions, targets, hasWeights } = this.#signature;
    this.#predictions.push(
      Array.from({ length: predictions }, (_, i) => fromOrt(results[predictionName(i)] as OrtTensor)),
    );
    if (this.#metrics.length === 0) return;
    // What was fed lies in buffers that the next batch uses again.
    this.#truths.push(targets.map(({ name }) => copied(feeds[name] as OrtTensor)));
    if (hasWeights) this.#weights.push(copied(feeds[weightsInput] as OrtTensor));
  }

  /** All predictions, one array per output. */
  get predictions(): NdArray[] {
    return columns(this.#predictions, this.#signature.predictions);
  }

  async metrics(): Promise<Record<string, number>> {
    if (this.#metrics.length === 0 || this.#predictions.length === 0) return {};
    const { metricByName } = await import("../metrics/metricByName.ts");
    const { predictions } = this;
    const truths = columns(this.#truths, this.#signature.targets.length);
    const weights = this.#weights.length > 0 ? (joined(this.#weights).data as Float32Array) : undefined;
    return Object.fromEntries(
      this.#metrics.map(({ output, metric, name }) => [
        name,
        metricByName(metric).compute(truths[output] as NdArray, predictions[output] as NdArray, weights),
      ]),
    );
  }
}

const copied = (tensor: OrtTensor): NdArray => {
  const { dtype, shape, data } = fromOrt(tensor);
  return { dtype, shape, data: data.slice() } as NdArray;
};

const columns = (rows: readonly NdArray[][], width: number): NdArray[] =>
  Array.from({ length: width }, (_, i) => joined(rows.map((row) => row[i] as NdArray)));

/** Arrays one behind the other along the first axis. */
export function joined(parts: readonly NdArray[]): NdArray {
  const [first] = parts as [NdArray];
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const shape = [rows, ...first.shape.slice(1)];
  const Store = first.data.constructor as Float32ArrayConstructor;
  const data = new Store(sizeOf(shape));
  let at = 0;
  for (const part of parts) {
    data.set(part.data as Float32Array, at);
    at += part.data.length;
  }
  return { dtype: first.dtype, shape, data } as NdArray;
}
