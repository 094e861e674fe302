/** What training gave, epoch by epoch. */
export interface History {
  /** Numbers of the epochs, 0-based. */
  readonly epochs: readonly number[];
  /** `loss`, the metrics by their names, and the same of the validation data as `val_loss`, …: one value per epoch. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  /** Why it ended: all epochs done, a callback's word, or the caller's signal (the epoch cut short is not listed). */
  readonly ended: "done" | "stopped" | "aborted";
}
