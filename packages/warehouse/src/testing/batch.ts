import type { CapturedEvent } from "../types.ts";
import { event } from "./world.ts";

export const batchSize = 20;

/** The events of a named batch: same name, same events. They span two months, so two parts have to be stored. */
export const batchOf = (name: string): CapturedEvent[] =>
  Array.from({ length: batchSize }, (_, i) =>
    event({
      project: "kill",
      ts: 1_706_700_000_000 + i * 10_000_000,
      distinctId: `user-${i % 5}`,
      dedupeKey: `${name}-${i}`,
      properties: { batch: name },
      ...(i === 0 ? { set: { last: name } } : {}),
    }),
  );
