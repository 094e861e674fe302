/** What an installation may set; `defaults` are what `lepton start` uses. */
export interface ServerConfig {
  version: string;
  /** Built web app; null or missing: a plain page is served. */
  webDirectory: string | null;
  /** Built tracker (`lepton.js`, `lepton-survey.js`). */
  sdkDirectory: string | null;
  /** The sample company's file; null when this installation has none. */
  sampleFile: string | null;
  /** Where uploaded files wait to be imported. Null: a temporary folder, forgotten at a restart. */
  importDirectory: string | null;
  /** Where trained models are kept. Null: a temporary folder, forgotten at a restart. */
  modelDirectory: string | null;
  /** Key that webhooks' secrets are encrypted with, made at the first use. Null: forgotten at a restart, and they with it. */
  secretKeyFile: string | null;
  /** Megabytes of memory a training process may use; null: a quarter of the machine's, at most 4 GB. */
  learnMemoryMb: number | null;
  /** Bearer token of the command line on this machine: may do everything. Null: none. */
  localToken: string | null;
  /** Believe `X-Forwarded-*` of a proxy in front. */
  trustProxy: boolean;
  /** Bytes of a request body before and after inflating; longer ones are refused with 413. */
  bodyBytes: number;
  /** Requests per second from one address: to the API, and to the capture routes. */
  apiPerSecond: number;
  capturePerSecond: number;
  /** Hours a login lasts without use. */
  sessionHours: number;
  logLevel: "silent" | "error" | "warn" | "info" | "debug";
}

export const defaults: ServerConfig = {
  version: "0.1.0",
  webDirectory: null,
  sdkDirectory: null,
  sampleFile: null,
  importDirectory: null,
  modelDirectory: null,
  secretKeyFile: null,
  learnMemoryMb: null,
  localToken: null,
  trustProxy: false,
  bodyBytes: 20 * 1024 * 1024,
  apiPerSecond: 200,
  capturePerSecond: 20_000,
  sessionHours: 24 * 14,
  logLevel: "warn",
};
