/** What training gave, epoch by epoch: `loss`, `accuracy`, `valLoss`, … and the epochs' numbers (0-based). */
export interface History {
  readonly epochs: readonly number[];
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  /** Why it ended: all epochs done, a callback's word, or the caller's signal. */
  readonly ended: "done" | "stopped" | "aborted";
}
