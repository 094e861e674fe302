import type { Answer } from "@lepton/growth";

/** A chart opened twice in a minute is asked once; a minute is also the worst age of a number on screen. */
const ttlMs = 60_000;
const most = 300;

/** Answers of the last minute, by project, its settings and the question. */
export class ResultCache {
  readonly #answers = new Map<string, { answer: Answer; until: number }>();

  get(key: string): Answer | null {
    const found = this.#answers.get(key);
    return found !== undefined && found.until > Date.now() ? found.answer : null;
  }

  set(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#answers.set(key, { answer, until: Date.now() + ttlMs });
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= most) break;
      this.#answers.delete(oldest);
    }
  }
}
