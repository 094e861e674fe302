import type { CapturedEvent, Warehouse } from "@lepton/warehouse";

/** What a write key opens, as far as capture needs to know. */
export interface CaptureProject {
  projectId: string;
  /** Keep the sender's address as `$ip`; the project's setting, no unless set. */
  storeIp?: boolean;
  /** Drop events of crawlers, told by their user agent; the project's setting, no unless set. */
  dropBots?: boolean;
}

/** The part of the app's context that capture works with. */
export interface CaptureContext {
  warehouse: Pick<Warehouse, "write" | "reject">;
  keys: {
    /** Null for unknown, revoked and personal keys. */
    resolveWriteKey(token: string): Promise<CaptureProject | null>;
  };
  /** Tells the live view what was stored. */
  live: { publish(events: readonly CapturedEvent[]): void };
  config: {
    /** Bytes per body, before and after inflating. */
    bodyBytes: number;
  };
}

export interface CaptureOptions {
  context: CaptureContext;
  /** UTC milliseconds; default `Date.now`. */
  now?(): number;
  /** Events per second and project in the long run; ten seconds' worth may come at once. */
  eventsPerSecond?: number;
  /** Requests per second from one address, in the same way. */
  requestsPerSecond?: number;
}

/** A request's sender, told apart from what it says about itself. */
export interface Arrival {
  project: CaptureProject;
  /** UTC milliseconds. */
  receivedAt: number;
  ip: string;
  /** The body is so long that one event may exceed its own limit. */
  large?: boolean;
}
