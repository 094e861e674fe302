import type { CapturedEvent } from "@lepton/warehouse";
import { maxEventBytes, Refusal } from "./limits.ts";

/** One event refused, or one of its parts (then the event is stored without it). */
export interface Refused {
  /** Index in the sender's batch. */
  index: number;
  code: string;
  reason: string;
  field?: string;
  /** The event as received. */
  raw: unknown;
}

/** A batch after its wire format is taken off. */
export interface Mapped {
  events: CapturedEvent[];
  /** Index in the sender's batch of each event. */
  indices: number[];
  /** Events not stored. */
  refused: Refused[];
  /** Parts not stored: a merge of placeholder ids. The event is among `events`. */
  warnings: Refused[];
}

export function emptyMapped(): Mapped {
  return { events: [], indices: [], refused: [], warnings: [] };
}

/** Runs `map` over a batch; a refusal concerns its own event only. */
export function mapBatch<Item>(
  items: readonly Item[],
  large: boolean | undefined,
  map: (item: Item, index: number, warn: (refusal: Refusal) => void) => CapturedEvent | undefined,
): Mapped {
  const mapped = emptyMapped();
  let index = 0;
  const entry = ({ code, reason, field }: Refusal): Refused => {
    return { index, code, reason, field, raw: items[index] };
  };
  const warn = (refusal: Refusal) => mapped.warnings.push(entry(refusal));
  for (; index < items.length; index++)
    try {
      const raw = items[index] as Item;
      if (large && JSON.stringify(raw).length > maxEventBytes)
        throw new Refusal("EVENT_TOO_LARGE", "The event is larger than 1 MB.");
      const event = map(raw, index, warn);
      if (!event) continue;
      mapped.events.push(event);
      mapped.indices.push(index);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      mapped.refused.push(entry(error));
    }
  return mapped;
}

/** The value of `make`, or a warning and undefined when it is refused. */
export function orWarn<Value>(make: () => Value, warn: (refusal: Refusal) => void): Value | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    warn(error);
    return undefined;
  }
}
