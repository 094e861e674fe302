import type { FitOptions } from "../tabular/estimator.ts";
import type { Target } from "../tabular/target.ts";
import type { Windows } from "./windows.ts";

/** Learns from windows: of remaining life as of failures. */
export interface WindowMethod {
  readonly name: string;
  readonly isBaseline: boolean;
  fit(windows: Windows, y: Target, options: FitOptions): Promise<FittedWindows>;
}

/** Predictions from windows: values [rows], or probabilities [rows, classes]. */
export interface FittedWindows {
  predict(windows: Windows): Promise<Float64Array>;
  /** Plain data, for `windowsFromJSON`. */
  toJSON(): Promise<unknown>;
  close(): Promise<void>;
}

/** The plain average of methods' predictions, each fitted on the same windows. */
export function averageOfMethods(name: string, methods: readonly WindowMethod[]): WindowMethod {
  return {
    name,
    isBaseline: false,
    async fit(windows, y, options) {
      const members: FittedWindows[] = [];
      for (const [m, method] of methods.entries())
        members.push(
          await method.fit(windows, y, {
            ...options,
            onProgress: (progress) =>
              options.onProgress?.({ ...progress, share: (m + progress.share) / methods.length }),
          }),
        );
      return averageOf(members);
    },
  };
}

export function averageOf(members: readonly FittedWindows[]): FittedWindows {
  return {
    async predict(windows) {
      const all: Float64Array[] = [];
      for (const member of members) all.push(await member.predict(windows));
      const first = all[0] as Float64Array;
      return first.map((_, i) => all.reduce((sum, one) => sum + (one[i] as number), 0) / all.length);
    },
    toJSON: async () => ({ as: "average", members: await Promise.all(members.map((one) => one.toJSON())) }),
    close: async () => {
      await Promise.all(members.map((member) => member.close()));
    },
  };
}
