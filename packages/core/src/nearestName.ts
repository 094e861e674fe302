/**
 * The name that a misspelt one most likely meant: the fewest insertions, deletions and replacements (Levenshtein),
 * case aside; null when more than a third of the letters would have to change.
 */
export function nearestName(name: string, names: readonly string[]): string | null {
  const close = names
    .map((candidate) => ({ candidate, edits: edits(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)[0];
  return close && close.edits * 3 <= Math.max(name.length, close.candidate.length) ? close.candidate : null;
}

function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
}
