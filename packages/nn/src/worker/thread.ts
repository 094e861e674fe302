/** What is heard from a thread. */
export interface ThreadEars {
  hear(message: unknown): void;
  /** It died, or was closed. */
  end(cause: Error): void;
}
/** A thread that an engine runs in: Node's or a browser's. */
export interface Thread {
  listen(ears: ThreadEars): void;
  post(message: unknown, move: readonly ArrayBuffer[]): void;
  /** Whether it keeps the process alive. */
  keepAlive(isKept: boolean): void;
  close(): Promise<void>;
}
/** The other end: what the thread itself hears and says. */
export interface ThreadPort {
  post(message: unknown, move: readonly ArrayBuffer[]): void;
  listen(hear: (message: unknown) => void): void;
}
