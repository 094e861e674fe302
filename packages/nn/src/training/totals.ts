/** Sums over batches, entry by entry: mean i is sums[i] / counts[i]. */
export class Totals {
  readonly names: readonly string[];
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#sums = new Float64Array(names.length);
    this.#counts = new Float64Array(names.length);
  }

  /** `logs`: the sums of all entries, then their counts. */
  add(logs: Float32Array): void {
    const n = this.names.length;
    for (let i = 0; i < n; i++) {
      this.#sums[i] = (this.#sums[i] as number) + (logs[i] as number);
      this.#counts[i] = (this.#counts[i] as number) + (logs[n + i] as number);
    }
  }

  /** The means so far, by name. */
  get means(): Record<string, number> {
    return Object.fromEntries(
      this.names.map((name, i) => [name, (this.#sums[i] as number) / (this.#counts[i] as number)]),
    );
  }
}
