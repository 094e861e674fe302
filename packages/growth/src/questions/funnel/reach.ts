/**
 * How far a tie group carries a run, settled in the actor's favour: from level j (steps 0..j-1 done), the highest
 * level k such that steps j..k-1 can each be given an event of the group of its own (a bipartite matching, grown by
 * augmenting paths). `masks` are the events of the group, bit k for step k. Returned for j = 0 .. steps-1.
 */
export function reachOf(masks: readonly number[], steps: number): number[] {
  return Array.from({ length: steps }, (_, from) => {
    const servedBy = new Map<number, number>(); // event → step
    const assign = (step: number, tried: Set<number>): boolean => {
      for (const [event, mask] of masks.entries()) {
        if (!((mask >> step) & 1) || tried.has(event)) continue;
        tried.add(event);
        const other = servedBy.get(event);
        if (other === undefined || assign(other, tried)) {
          servedBy.set(event, step);
          return true;
        }
      }
      return false;
    };
    let level = from;
    while (level < steps && assign(level, new Set())) level++;
    return level;
  });
}
