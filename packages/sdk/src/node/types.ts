export type Properties = Record<string, unknown>;

export interface ClientOptions {
  /** The project's write key. */
  key: string;
  /** Address of the Lepton server. */
  host: string;
  /** Events that start a request at once. Default 20. */
  flushAt?: number;
  /** Longest wait before a request, milliseconds. Default 5000. */
  flushIntervalMs?: number;
  /** Events kept in memory; the oldest are dropped, and reported, beyond it. Default 10000. */
  maxQueue?: number;
  /** Events in one request. Default 100. */
  maxBatch?: number;
  /** Attempts at one batch before it is given up and reported. Default 10, some four minutes. */
  maxAttempts?: number;
  /** First wait after a failure, milliseconds; it doubles each time, up to 30 s. Default 500. */
  retryMs?: number;
  /** Compress requests of more than 1 KiB. Default true. */
  gzip?: boolean;
  /** Limit of one request, milliseconds. Default 10000. */
  requestTimeoutMs?: number;
  /** Told about everything that could not be delivered; analytics never throws into the program. Default: console.warn. */
  onError?: (error: DeliveryError) => void;
}

/** Why events did not arrive. */
export interface DeliveryError {
  code: "INVALID_EVENT" | "QUEUE_FULL" | "REFUSED" | "GAVE_UP" | "CLOSED";
  message: string;
  /** The events concerned. */
  events: readonly unknown[];
  /** The server's status, when it answered. */
  status?: number;
}

export interface Common {
  /** When it happened. Default: now. */
  timestamp?: Date | string;
  /** Deduplication key; the same uuid counts once. Default: a random one. */
  uuid?: string;
}

export interface TrackCall extends Common {
  distinctId: string;
  event: string;
  properties?: Properties;
  /** Groups of the person at this event: `{ company: "acme" }`. */
  groups?: Record<string, string>;
}

export interface IdentifyCall extends Common {
  distinctId: string;
  /** The id this person had before they were known; its past joins the person. */
  anonymousId?: string;
  set?: Properties;
  setOnce?: Properties;
}

export interface AliasCall extends Common {
  distinctId: string;
  alias: string;
}

export interface GroupCall extends Common {
  type: string;
  key: string;
  set?: Properties;
  /** Default: an id that stands for the group itself. */
  distinctId?: string;
}

/** What became of the events that were waiting. */
export interface FlushReport {
  delivered: number;
  lost: number;
}

export interface Client {
  track(call: TrackCall): void;
  identify(call: IdentifyCall): void;
  alias(call: AliasCall): void;
  group(call: GroupCall): void;
  /**
   * The variant of a running experiment that a person sees; null when they are in none or the server did not answer.
   * Decided by a hash of key and id, the same everywhere; sends one exposure. Never rejects.
   */
  variant(experiment: string, distinctId: string): Promise<string | null>;
  /** Resolves when everything that waits has arrived or been given up. Never rejects. */
  flush(): Promise<FlushReport>;
  /** Flushes, for at most so long (default 10 s), then refuses further events. */
  shutdown(timeoutMs?: number): Promise<FlushReport>;
}
