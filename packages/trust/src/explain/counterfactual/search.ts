import { type Row, sameValue } from "../predict.ts";
import type { FeatureChanges } from "./changes.ts";

/** A changed row and how far its prediction still is from the wanted range (0: there). */
export interface State {
  row: unknown[];
  prediction: number;
  gap: number;
  cost: number;
}

export type Score = (rows: readonly unknown[][]) => Promise<State[]>;

/** States carried from one round to the next. */
const beamWidth = 12;
/** Real cases looked at. */
const cases = 500;

/** One change, then one more on the states that came nearest, up to `rounds` changes: all states seen. */
export async function beam(
  row: Row,
  changes: readonly FeatureChanges[],
  rounds: number,
  score: Score,
): Promise<State[]> {
  const seen: State[] = [];
  let front: Row[] = [row];
  for (let round = 0; round < rounds && front.length > 0; round++) {
    const next = front.flatMap((state) =>
      changes
        .filter(({ feature }) => sameValue(state[feature], row[feature]))
        .flatMap(({ feature, candidates }) => candidates.map((value) => state.with(feature, value))),
    );
    const states = await score(distinct(next));
    seen.push(...states);
    front = frontOf(row, states);
  }
  return seen;
}

/** The nearest to the range, cheapest first among equals, at most three for every set of features changed. */
function frontOf(row: Row, states: readonly State[]): Row[] {
  const taken = new Map<string, number>();
  const front: Row[] = [];
  for (const state of states.filter((s) => s.gap > 0).sort((a, b) => a.gap - b.gap || a.cost - b.cost)) {
    const key = state.row.map((value, j) => (sameValue(value, row[j]) ? 0 : 1)).join("");
    const times = taken.get(key) ?? 0;
    if (times >= 3) continue;
    taken.set(key, times + 1);
    front.push(state.row);
    if (front.length === beamWidth) break;
  }
  return front;
}

/** Real cases, with what may not change taken from the row: those nearest to it, scored. */
export async function fromData(
  row: Row,
  data: readonly Row[],
  changes: readonly FeatureChanges[],
  score: Score,
): Promise<State[]> {
  const step = Math.max(1, Math.floor(data.length / cases));
  const mixed = data
    .filter((_, i) => i % step === 0)
    .map((other) => {
      const out = [...row];
      for (const { feature, allows } of changes) if (allows(other[feature])) out[feature] = other[feature];
      return out;
    });
  const states = await score(distinct(mixed));
  return states
    .filter(({ gap }) => gap === 0)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, 10);
}

/** Takes back the dearest change the answer does without, again and again; then moves numbers back to the case. */
export async function simplified(
  row: Row,
  start: State,
  changes: readonly FeatureChanges[],
  score: Score,
): Promise<State> {
  let state = start;
  for (;;) {
    const changed = changes.filter(({ feature }) => !sameValue(state.row[feature], row[feature]));
    if (changed.length < 2) break;
    const without = await score(changed.map(({ feature }) => state.row.with(feature, row[feature])));
    const best = cheapest(without);
    if (!best) break;
    state = best;
  }
  for (const { feature, between } of changes) {
    const nearer = between(state.row[feature]);
    if (nearer.length === 0) continue;
    const best = cheapest(await score(nearer.map((value) => state.row.with(feature, value))));
    if (best && best.cost < state.cost) state = best;
  }
  return state;
}

const cheapest = (states: readonly State[]): State | null =>
  states.filter(({ gap }) => gap === 0).reduce<State | null>((a, b) => (a && a.cost <= b.cost ? a : b), null);

function distinct(rows: readonly unknown[][]): unknown[][] {
  const seen = new Map<string, unknown[]>();
  for (const row of rows) seen.set(JSON.stringify(row), row);
  return [...seen.values()];
}
