import type { Uses } from "../survey/qualify.ts";

/** Anything that JSON can carry; what it cannot (functions, cycles) drops the event, never the page. */
export type Properties = Record<string, unknown>;

/** One event as it travels to `POST {host}/batch/`. */
export interface WireEvent {
  event: string;
  distinct_id: string;
  properties: Properties;
  /** ISO 8601, the browser's clock; the server corrects the skew with `sent_at`. */
  timestamp: string;
  /** Counts once, however often it is sent. */
  uuid: string;
  $set?: Properties;
  $set_once?: Properties;
}

export interface Options {
  /** The project's write key: it can send, never read. */
  key: string;
  /** Address of the Lepton server. Default: where `lepton.js` was loaded from. */
  host?: string;
  /** Send a `$pageview` on load and on every navigation inside the page. Default true. */
  pageViews?: boolean;
  /** Ask the server for surveys and show one to people who qualify. Default true. */
  surveys?: boolean;
  /** Language of the survey, e.g. `zh`. Default: the page's `lang`, then the browser's. */
  language?: string;
  /** Send nothing and store nothing when the browser sends Do Not Track or Global Privacy Control. Default false. */
  respectDoNotTrack?: boolean;
  /** `memory` leaves nothing on the device: each page load is a new visitor, and no survey is asked. Default `localStorage`. */
  persistence?: "localStorage" | "memory";
  /** Last look at every event: return it, changed or not, or null to drop it. */
  beforeSend?: (event: WireEvent) => WireEvent | null;
  /** Events that start a request at once. Default 20, also the size of a batch. */
  flushAt?: number;
  /** Longest wait before a request, milliseconds. Default 3000. */
  flushIntervalMs?: number;
  /** Events kept while the server cannot be reached; the oldest go first. Default 1000. */
  maxQueue?: number;
}

/** What the tracker remembers on the device. No cookies. */
export interface State {
  /** The anonymous id this device started with. */
  anon?: string;
  /** The distinct id events carry: `anon` until `identify`. */
  id?: string;
  session?: string;
  /** Time of the last event, UTC milliseconds: the session ends 30 minutes after it. */
  at?: number;
  /** Campaign parameters this session came with. */
  utm?: Properties;
  /** Where the person came from the first time. */
  first?: Properties;
  /** Super properties. */
  props?: Properties;
  groups?: Record<string, string>;
  uses?: Uses;
  /** Survey id → when it was last shown (UTC milliseconds), and how often. */
  seen?: Record<string, [at: number, times: number]>;
  /** Experiment → the variant this device saw first. */
  variants?: Record<string, string>;
  /** 1: opted out. */
  out?: 1;
}

export interface Lepton {
  /** Starts the tracker. Calls made before it wait for it; a second call does nothing. */
  init(options: Options): void;
  track(event: string, properties?: Properties): void;
  /** A `$pageview` by hand. */
  page(properties?: Properties): void;
  /** Says who this is; joins what the device did so far to that person. */
  identify(id: string, set?: Properties, setOnce?: Properties): void;
  /** Gives the person another id. */
  alias(alias: string): void;
  /** Puts the person into a group (`company`, `acme`) from now on, and sets the group's properties. */
  group(type: string, key: string, set?: Properties): void;
  /** Properties for every later event; `undefined` removes one. */
  register(properties: Properties): void;
  /** Stops sending and forgets what waits. */
  optOut(): void;
  optIn(): void;
  hasOptedOut(): boolean;
  /** Forgets the person (after a logout): a new anonymous id, session, no groups, no super properties. */
  reset(): void;
  /** Sends what waits, now. */
  flush(): void;
}
