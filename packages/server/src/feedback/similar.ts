import { LeptonError } from "@lepton/core";
import type { Feedback } from "./reader.ts";

/** Less alike than this is another subject. */
const leastLikeness = 0.35;

interface Similar {
  /** Place of the entry asked for. */
  asked: number;
  /** Other people who used the very same words. */
  same: number;
  found: { row: number; likeness: number; people: number }[];
}

/**
 * What other people said in other words of the same kind, most alike first, at most `limit`; each wording once, by the
 * newest who used it. Likeness is the cosine of their points, in [0, 1]. Errors: FEEDBACK_NOT_FOUND.
 */
export function similarTo({ entries, analysis }: Feedback, id: string, limit: number): Similar {
  const asked = entries.findIndex((entry) => entry.id === id);
  const entry = entries[asked];
  if (entry === undefined)
    throw new LeptonError("FEEDBACK_NOT_FOUND", {
      problem: "There is no such feedback among the newest that are read.",
      received: id.slice(0, 100),
      next: "Choose one from the inbox; erased ones are gone for good.",
      field: "entry",
      status: 404,
    });
  const space = analysis.spaces.find(({ rowOf }) => (rowOf[asked] ?? -1) >= 0);
  if (space === undefined) return { asked, same: 0, found: [] };
  const { rowOf, size, vectors } = space;
  const point = (row: number) => vectors.subarray(row * size, (row + 1) * size);
  const own = point(rowOf[asked] ?? 0);
  const wordings = new Map<string, { row: number; likeness: number; people: Set<string> }>();
  for (const [row, at] of rowOf.entries()) {
    const other = entries[row];
    if (at < 0 || other === undefined || other.personKey === entry.personKey) continue;
    const words = wordingOf(other.text);
    const known = wordings.get(words);
    if (known) known.people.add(other.personKey);
    else wordings.set(words, { row, likeness: cosine(own, point(at)), people: new Set([other.personKey]) });
  }
  const same = wordings.get(wordingOf(entry.text))?.people.size ?? 0;
  wordings.delete(wordingOf(entry.text));
  const found = [...wordings.values()]
    .filter(({ likeness }) => likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness || a.row - b.row)
    .slice(0, limit)
    .map(({ people, ...rest }) => ({ ...rest, people: people.size }));
  return { asked, same, found };
}

const wordingOf = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return Math.min(1, sum);
}
