import type { WireEvent } from "./types.ts";
import { uuid } from "./uuid.ts";

/** Browsers let 64 KiB leave with a closing page; the margin is for what they add. */
const beaconBytes = 60_000;

export interface Queue {
  push(event: WireEvent): void;
  flush(): void;
  /** The page goes away: hand everything to the browser, keep what it does not take. */
  unload(): void;
  clear(): void;
}

export interface QueueOptions {
  url: string;
  key: string;
  /** Prefix of the names in `box`; every tab has its own slot, so that tabs do not overwrite each other. */
  name: string;
  box: Storage | undefined;
  flushAt: number;
  flushIntervalMs: number;
  maxQueue: number;
}

/**
 * Events on their way. At least once: an event leaves the queue when the server has answered for it, its
 * uuid makes a second arrival harmless. Retry after min(60 s, 1 s · 2ⁿ) · U(0.5, 1), or the server's Retry-After.
 */
export function openQueue(options: QueueOptions): Queue {
  const { url, name, box, maxQueue } = options;
  const slot = name + uuid();
  let waiting: WireEvent[] = [];
  let size = options.flushAt;
  let failures = 0;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const save = (list = waiting) => {
    try {
      if (list[0]) box?.setItem(slot, JSON.stringify(list));
      else box?.removeItem(slot);
    } catch {}
  };
  const body = (batch: WireEvent[]) =>
    JSON.stringify({ api_key: options.key, sent_at: new Date().toISOString(), batch });
  const done = (batch: WireEvent[]) => {
    waiting = waiting.filter((event) => !batch.includes(event));
  };
  const wait = (ms: number) => {
    timer ??= setTimeout(flush, ms);
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (busy || !waiting[0]) return;
    busy = true;
    const batch = waiting.slice(0, size);
    let status = 0;
    let retryMs = 0;
    try {
      // A plain string travels as text/plain: no preflight request.
      const reply = await fetch(url, { method: "POST", body: body(batch) });
      status = reply.status;
      retryMs = Number(reply.headers.get("retry-after")) * 1e3;
    } catch {}
    busy = false;
    if (status === 413 && batch[1]) {
      size = batch.length >> 1;
    } else if (status > 0 && status < 500 && status !== 408 && status !== 429) {
      // Taken, or refused for good: sending it again would be refused again.
      if (status > 399) console.warn("Lepton refused:", status);
      done(batch);
      failures = 0;
      save([]);
    } else {
      retryMs ||= Math.min(6e4, 1e3 * 2 ** failures) * (1 - Math.random() / 2);
      failures++;
      clearTimeout(timer);
      timer = setTimeout(flush, retryMs);
      return save();
    }
    if (waiting[0]) wait(0);
  };

  // What earlier pages, or other tabs, could not send. A tab that still lives may send it too: same uuid.
  try {
    for (const key in box) {
      if (key.startsWith(name)) {
        waiting.push(...JSON.parse(box.getItem(key) ?? "[]"));
        box.removeItem(key);
      }
    }
  } catch {}
  if (waiting[0]) {
    waiting = waiting.slice(-maxQueue);
    save();
    wait(0);
  }

  return {
    push(event) {
      waiting.push(event);
      if (waiting.length > maxQueue) waiting.shift();
      if (failures) save();
      else if (waiting.length >= size) flush();
      wait(options.flushIntervalMs);
    },
    flush,
    unload() {
      const send = (batch: WireEvent[]) => {
        const text = body(batch);
        if (batch[1] && new Blob([text]).size > beaconBytes) {
          const half = batch.length >> 1;
          send(batch.slice(0, half));
          send(batch.slice(half));
        } else if (navigator.sendBeacon(url, text)) done(batch);
      };
      try {
        // Offline, a beacon is taken and lost.
        if (navigator.onLine && waiting[0]) send(waiting);
      } catch {}
      save();
    },
    clear() {
      waiting = [];
      save();
    },
  };
}
