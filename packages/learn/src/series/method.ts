import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { FitProgress } from "../tabular/estimator.ts";
import { breather } from "./breathe.ts";
import type { Series } from "./series.ts";

export interface MethodContext {
  /** Steps that forecasts will be asked for. */
  readonly horizon: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
}

/**
 * A way to forecast: parameters from histories, and points from parameters and histories. The histories of `points` are
 * those of `fit`, in the same order, cut or grown: so the same parameters forecast from any origin.
 */
export interface Method<P = unknown> {
  readonly name: string;
  /** Plain data, so that `methodFrom` makes it again. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Checks parameters that come from a file. */
  readonly parameters: z.ZodType<P>;
  /** The fewest values that a history of these seasons must have. */
  minimum(seasons: readonly number[], horizon: number): number;
  fit(histories: readonly Series[], context: MethodContext): Promise<P>;
  /** [horizon] per history. */
  points(
    parameters: P,
    histories: readonly Series[],
    horizon: number,
    signal?: AbortSignal,
  ): Promise<Float64Array[]>;
}

/** A method that looks at each series alone. */
export interface LocalMethod<P> {
  name: string;
  options?: Readonly<Record<string, unknown>>;
  parameters: z.ZodType<P>;
  minimum(seasons: readonly number[], horizon: number): number;
  fit(history: Series, context: MethodContext): P;
  points(parameters: P, history: Series, horizon: number): Float64Array;
}

/** Makes a method for many series from one for a single series. Lets the event loop run between series. */
export function local<P>({
  name,
  options = {},
  parameters,
  minimum,
  fit,
  points,
}: LocalMethod<P>): Method<P[]> {
  return {
    name,
    options,
    parameters: z.array(parameters),
    minimum,
    fit: async (histories, context) => {
      const breathe = breather(context.signal);
      const all: P[] = [];
      for (const history of histories) {
        all.push(fit(history, context));
        context.onProgress?.({
          share: all.length / histories.length,
          step: `series ${all.length} of ${histories.length}`,
        });
        await breathe();
      }
      return all;
    },
    points: async (all, histories, horizon, signal) => {
      const breathe = breather(signal);
      const out: Float64Array[] = [];
      for (const [i, history] of histories.entries()) {
        out.push(points(all[i] as P, history, horizon));
        await breathe();
      }
      return out;
    },
  };
}

/** Errors: LEARN_SERIES_SHORT when a history is shorter than the method needs. */
export function checkLong(method: Method, histories: readonly Series[], horizon: number): void {
  for (const { id, values, seasons } of histories) {
    const need = method.minimum(seasons, horizon);
    if (values.length < need)
      throw new LeptonError("LEARN_SERIES_SHORT", {
        problem: `Series "${id}" is too short for ${method.name}.`,
        received: `${values.length} values`,
        next: `Give at least ${need} values, or use a simpler method such as naive().`,
      });
  }
}
