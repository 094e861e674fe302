import { LeptonError } from "@lepton/core";
import type { TextSpace } from "./textSpace.ts";

export interface SimilarOptions {
  /** Most texts answered. Default 10. */
  limit?: number;
  /** Less alike than this is left out, cosine in [−1, 1]. Default 0.3. */
  least?: number;
}
export interface Similar {
  /** Place among the texts that the space was made of. */
  row: number;
  /** Cosine in [−1, 1]. */
  similarity: number;
}

/**
 * Texts of the space that speak of the same, most alike first; none when the text has no known word.
 * `asked`: a text, the place of one in the space, which is then left out of the answer, or a vector of length 1.
 * Errors: LEARN_TEXT_KIND, LEARN_TEXT_ROW, LEARN_TEXT_SPACE.
 */
export function similarTo(
  space: TextSpace,
  asked: string | number | Float32Array,
  { limit = 10, least = 0.3 }: SimilarOptions = {},
): Similar[] {
  const { size, vectors } = space;
  const rows = vectors.length / size;
  if (typeof asked === "number" && !(Number.isInteger(asked) && asked >= 0 && asked < rows))
    throw new LeptonError("LEARN_TEXT_ROW", {
      problem: "There is no text at this place.",
      received: String(asked),
      next: `Give a place from 0 to ${rows - 1}, or a text.`,
    });
  const vector =
    typeof asked === "number"
      ? vectors.subarray(asked * size, (asked + 1) * size)
      : typeof asked === "string"
        ? space.embed([asked])
        : asked;
  if (vector.every((value) => value === 0)) return [];
  const found: Similar[] = [];
  for (let row = 0; row < rows; row++) {
    if (row === asked) continue;
    let similarity = 0;
    for (let k = 0; k < size; k++) similarity += (vector[k] as number) * (vectors[row * size + k] as number);
    if (similarity >= least) found.push({ row, similarity: Math.min(1, similarity) });
  }
  return found.sort((a, b) => b.similarity - a.similarity || a.row - b.row).slice(0, limit);
}
