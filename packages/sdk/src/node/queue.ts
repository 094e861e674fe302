import { setTimeout as sleep } from "node:timers/promises";
import type { WireEvent } from "../browser/types.ts";
import { isTransient, retryDelay } from "./retry.ts";
import { sendBatch } from "./send.ts";
import type { ClientOptions, DeliveryError, FlushReport } from "./types.ts";

export interface Queue {
  push(event: WireEvent): void;
  flush(): Promise<FlushReport>;
  /** Ends the wait between attempts; what is under way is given up. */
  abandon(): void;
}

/**
 * Events on their way, bounded, one request at a time. A batch is repeated with the same uuids until the
 * server answers for it, so that a lost answer never doubles an event.
 */
export function openQueue(
  options: Required<Omit<ClientOptions, "onError">>,
  report: (error: DeliveryError) => void,
): Queue {
  const waiting: WireEvent[] = [];
  const abandoned = new AbortController();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let total: FlushReport = { delivered: 0, lost: 0 };
  let maxBatch = options.maxBatch;

  const lose = (events: WireEvent[], error: Omit<DeliveryError, "events">) => {
    total = { ...total, lost: total.lost + events.length };
    report({ ...error, events });
  };

  /** Delivers one batch or gives it up; a batch that is too large is halved. */
  const deliver = async (batch: WireEvent[]): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      const { status, retryAfter, text } = await sendBatch({ ...options, signal: abandoned.signal }, batch);
      if (status >= 200 && status < 300) {
        total = { ...total, delivered: total.delivered + batch.length };
        return;
      }
      if (status === 413 && batch.length > 1) {
        const half = batch.length >> 1;
        maxBatch = Math.min(maxBatch, half);
        await deliver(batch.slice(0, half));
        return deliver(batch.slice(half));
      }
      if (!isTransient(status))
        return lose(batch, {
          code: "REFUSED",
          status,
          message: `The server refused ${batch.length} events with ${status}: ${text}`,
        });
      if (attempt >= options.maxAttempts || abandoned.signal.aborted)
        return lose(batch, {
          code: "GAVE_UP",
          status,
          message: `${batch.length} events could not be delivered to ${options.host} in ${attempt} attempts: ${text}`,
        });
      // Waiting for the next attempt does not keep the program alive; `flush` and `shutdown` do.
      await sleep(retryDelay(attempt, retryAfter, options.retryMs), undefined, {
        ref: false,
        signal: abandoned.signal,
      }).catch(() => {});
    }
  };

  const run = async () => {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) await deliver(waiting.splice(0, maxBatch));
    running = undefined;
  };
  const start = () => {
    running ??= run();
    return running;
  };

  return {
    push(event) {
      waiting.push(event);
      if (waiting.length > options.maxQueue) {
        lose(waiting.splice(0, 1), {
          code: "QUEUE_FULL",
          message: `More than ${options.maxQueue} events wait; the oldest was dropped. Raise maxQueue or check that ${options.host} answers.`,
        });
      }
      if (waiting.length >= options.flushAt) void start();
      else if (!timer) timer = setTimeout(() => void start(), options.flushIntervalMs).unref();
    },
    async flush() {
      const before = total;
      const keepAlive = setInterval(() => {}, 60_000);
      await start();
      clearInterval(keepAlive);
      return { delivered: total.delivered - before.delivered, lost: total.lost - before.lost };
    },
    abandon: () => abandoned.abort(),
  };
}
