import { nextTurn } from "../data/prefetch.ts";

/** Work in parts, each short enough for a thread that others wait for: yields between them, gives its result at the end. */
export type Staged<T> = Generator<undefined, T, undefined>;

/** All parts in a row. */
export function atOnce<T>(work: Staged<T>): T {
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
  }
}

/** Part after part, with timers and input of the thread in between; `around` wraps each of them. */
export async function inTurns<T>(
  work: Staged<T>,
  around: <R>(part: () => R) => R = (part) => part(),
): Promise<T> {
  for (;;) {
    const part = around(() => work.next());
    if (part.done) return part.value;
    await nextTurn();
  }
}
