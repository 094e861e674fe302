import { type FilterGroup, matchingIds, murmur3 } from "@lepton/growth";
import type { AppContext } from "../context.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";

/** How long an answer is believed, milliseconds; after it, the next question is still answered from it. */
const freshMs = 60_000;
const mostSets = 50;

interface MemberSet {
  at: number;
  /** Sorted hashes of ids. */
  ids: Promise<Float64Array>;
  refreshing: boolean;
}

/**
 * Who is in a filter, for questions that come with every page view: every id as 53 bits of hash in a sorted array, 8 bytes
 * each. Two ids share a hash with a chance of 1e-10 among a million.
 */
export class MemberSets {
  readonly #context: Pick<AppContext, "warehouse" | "meta">;
  readonly #sets = new Map<string, MemberSet>();

  constructor(context: Pick<AppContext, "warehouse" | "meta">) {
    this.#context = context;
  }

  async has(project: Project, filter: FilterGroup, id: string): Promise<boolean> {
    const key = JSON.stringify([project.id, filter]);
    let found = this.#sets.get(key);
    if (found === undefined) {
      if (this.#sets.size >= mostSets) this.#sets.clear();
      found = { at: Date.now(), ids: this.#load(project, filter), refreshing: false };
      this.#sets.set(key, found);
      found.ids.catch(() => this.#sets.delete(key));
    } else if (!found.refreshing && Date.now() - found.at > freshMs) {
      found.refreshing = true;
      const next = this.#load(project, filter);
      next.then(
        () => this.#sets.set(key, { at: Date.now(), ids: next, refreshing: false }),
        () => this.#sets.delete(key),
      );
    }
    return includes(await found.ids, hashOf(id));
  }

  async #load(project: Project, filter: FilterGroup): Promise<Float64Array> {
    const context = questionContext(this.#context, project, AbortSignal.timeout(60_000));
    const hashes: number[] = [];
    for await (const block of matchingIds(context, filter)) for (const id of block) hashes.push(hashOf(id));
    return Float64Array.from(hashes).sort();
  }
}

const hashOf = (id: string) => murmur3(id) * 2 ** 21 + (murmur3(`${id}\u0000`) >>> 11);

function includes(sorted: Float64Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
