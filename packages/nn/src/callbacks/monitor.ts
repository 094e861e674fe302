import { LeptonError, nearestName } from "@lepton/core";
import type { Logs } from "../models/callback.ts";

export interface MonitorOptions {
  /** Name in the logs; `val_loss` unless told. */
  monitor?: string;
  /** Whether less or more of it is better; "auto": more of accuracies, areas, precision and the like, else less. */
  mode?: "auto" | "min" | "max";
  /** Smaller changes do not count as better; 0 unless told. */
  minDelta?: number;
}

const more = /acc|auc|precision|recall|f1|r2$|cosine/i;

/** The best value of something logged so far. */
export class Monitor {
  readonly name: string;
  readonly #sign: 1 | -1;
  readonly #minDelta: number;
  best: number | undefined;

  constructor({ monitor = "val_loss", mode = "auto", minDelta = 0 }: MonitorOptions) {
    this.name = monitor;
    this.#sign = mode === "max" || (mode === "auto" && more.test(monitor)) ? -1 : 1;
    this.#minDelta = Math.abs(minDelta);
  }

  /** Whether this epoch is the best so far, which it then is. NaN is never. Errors: NN_MONITOR_UNKNOWN. */
  isBest(logs: Logs): boolean {
    const value = logged(logs, this.name);
    const isBetter =
      this.best === undefined
        ? !Number.isNaN(value)
        : this.#sign * value < this.#sign * this.best - this.#minDelta;
    if (isBetter) this.best = value;
    return isBetter;
  }
}

function logged(logs: Logs, name: string): number {
  const value = logs[name];
  if (value !== undefined) return value;
  const names = Object.keys(logs);
  const near = nearestName(name, names);
  throw new LeptonError("NN_MONITOR_UNKNOWN", {
    problem: "A callback watches a value that training does not log.",
    received: name,
    next: name.startsWith("val_")
      ? `Give fit validation data, or watch one of: ${names.join(", ")}.`
      : near
        ? `Did you mean "${near}"?`
        : `Watch one of: ${names.join(", ")}.`,
    field: "monitor",
  });
}
