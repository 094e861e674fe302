import { LeptonError } from "@lepton/core";
import type { Feedback } from "./reader.ts";

/** Less alike than this is another subject. */
const leastLikeness = 0.35;

/**
 * Texts of the same kind most like one, most alike first, at most `limit`; the same wording of the same person is
 * told once. Likeness is the cosine of their points, in [0, 1]. Errors: FEEDBACK_NOT_FOUND.
 */
export function similarTo(
  { entries, analysis }: Feedback,
  id: string,
  limit: number,
): { row: number; likeness: number }[] {
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
  if (space === undefined) return [];
  const { rowOf, size, vectors } = space;
  const point = (row: number) => vectors.subarray(row * size, (row + 1) * size);
  const own = point(rowOf[asked] ?? 0);
  const found: { row: number; likeness: number }[] = [];
  for (const [row, at] of rowOf.entries()) {
    if (at < 0 || row === asked || entries[row]?.personKey === entry.personKey) continue;
    let likeness = 0;
    const other = point(at);
    for (let k = 0; k < size; k++) likeness += (own[k] as number) * (other[k] as number);
    if (likeness >= leastLikeness) found.push({ row, likeness: Math.min(1, likeness) });
  }
  return found.sort((a, b) => b.likeness - a.likeness || a.row - b.row).slice(0, limit);
}
