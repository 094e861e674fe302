import { LeptonError } from "@lepton/core";
import { type Interactions, rowAt, takeInteractions } from "./interactions.ts";

export interface TimeSplit {
  readonly past: Interactions;
  readonly later: Interactions;
  /** The moment of the cut, milliseconds; null where every person has one of their own. */
  readonly cut: number | null;
}

/**
 * One moment for all: what was before it is learnt from, what came at it or after is asked for, so that nothing of the
 * future is known, not even what others did. `share` of the events are later, events of one moment stay together.
 * Errors: LEARN_TOO_FEW_ROWS when a side would be empty.
 */
export function splitAtTime(data: Interactions, share = 0.2): TimeSplit {
  const at = Math.min(data.rows - 1, Math.round(data.rows * (1 - share)));
  const first = data.time[0] as number;
  const latest = data.time[data.rows - 1] as number;
  const wanted = data.time[at] as number;
  // Where most events are of the first moment, all later ones are asked for.
  const cut = wanted > first ? wanted : (data.time.find((time) => time > first) ?? first);
  const row = rowAt(data, cut);
  if (first === latest)
    throw new LeptonError("LEARN_TOO_FEW_ROWS", {
      problem: "The events cannot be split by time: all of them are of one moment.",
      received: `${data.rows} events`,
      next: "Give events of several moments.",
    });
  return {
    past: takeInteractions(data, range(0, row)),
    later: takeInteractions(data, range(row, data.rows)),
    cut,
  };
}

/**
 * The last event of every person who has two or more is asked for, all others are learnt from. Common in papers, and
 * kinder than use: what other people did after that event is known to the model.
 * Errors: LEARN_TOO_FEW_ROWS when nobody has two events.
 */
export function splitLastOut(data: Interactions): TimeSplit {
  const last = new Int32Array(data.persons.length).fill(-1);
  const counts = new Int32Array(data.persons.length);
  for (let row = 0; row < data.rows; row++) {
    const person = data.person[row] as number;
    last[person] = row;
    counts[person] = (counts[person] as number) + 1;
  }
  const held = new Set(Array.from(last).filter((_, person) => (counts[person] as number) > 1));
  if (held.size === 0)
    throw new LeptonError("LEARN_TOO_FEW_ROWS", {
      problem: "Nobody has two events, so that none can be asked for.",
      received: `${data.rows} events of ${data.persons.length} people`,
      next: "Give events over a longer time.",
    });
  const rows = range(0, data.rows);
  return {
    past: takeInteractions(
      data,
      rows.filter((row) => !held.has(row)),
    ),
    later: takeInteractions(
      data,
      rows.filter((row) => held.has(row)),
    ),
    cut: null,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
