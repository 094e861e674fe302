import type { StudyResult } from "./messages.ts";

const most = 200;

/** Studies by the fingerprint of what they learnt from: the same values ask for no second study. */
export class StudyCache {
  readonly #studies = new Map<string, StudyResult>();

  get(key: string): StudyResult | undefined {
    const found = this.#studies.get(key);
    if (found) {
      this.#studies.delete(key);
      this.#studies.set(key, found);
    }
    return found;
  }

  set(key: string, study: StudyResult): void {
    this.#studies.set(key, study);
    const oldest = this.#studies.keys().next().value;
    if (this.#studies.size > most && oldest !== undefined) this.#studies.delete(oldest);
  }
}
