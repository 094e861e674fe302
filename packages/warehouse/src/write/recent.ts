/** The values used last, up to `limit`; the one unused for longest goes first. */
export class Recent<Value> {
  readonly #values = new Map<string, Value>();
  constructor(private readonly limit: number) {}

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    return value;
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.limit) this.#values.delete(this.#values.keys().next().value as string);
  }

  clear(): void {
    this.#values.clear();
  }
}
