import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { digamma, logGamma } from "./gamma.ts";
import { minimise, type Objective } from "./maximum.ts";
import { type ParameterEstimate, parameterEstimateSchema, parameterEstimates } from "./parameters.ts";
import { checkSummary, type PurchaseSummary } from "./summary.ts";

const positive = z.number().positive();
const savedSchema = z.object({
  kind: z.literal("gammaGamma"),
  parameters: z.object({ p: positive, q: positive, gamma: positive }),
  estimates: z.record(z.enum(["p", "q", "gamma"]), parameterEstimateSchema),
  correlation: z.number().nullable(),
  warnings: z.array(z.string()),
});
export type SavedGammaGamma = z.infer<typeof savedSchema>;

/** Gamma-Gamma with its parameters. Keeps no persons. */
export interface FittedGammaGamma {
  readonly kind: "gammaGamma";
  readonly parameters: SavedGammaGamma["parameters"];
  readonly estimates: Readonly<Record<"p" | "q" | "gamma", ParameterEstimate>>;
  /** Pearson's, of frequency and mean value: the model takes it to be 0. */
  readonly correlation: number | null;
  readonly warnings: readonly string[];
  /**
   * Expected value of each person's purchases, p(γ + x·z̄)/(p·x + q − 1): between their own mean and everybody's, and
   * everybody's without a repeat purchase. In the unit of the values. [persons]
   */
  expectedValue(x: PurchaseSummary): Float64Array;
  toJSON(): SavedGammaGamma;
}

/** Correlations of frequency and value above this put the model in doubt. */
const notable = 0.3;

/**
 * Values of a person's purchases are Gamma(p, ν) about a mean of their own, ν ~ Gamma(q, γ); independent of how often
 * they buy. Fitted by maximum likelihood on persons with a repeat purchase whose mean value is above 0.
 * Source: Fader & Hardie 2013, "The Gamma-Gamma model of monetary value", brucehardie.com/notes/025.
 */
export const gammaGamma = () => ({
  name: "Gamma-Gamma",
  /** Errors: LEARN_PURCHASES, LEARN_ROWS_DIFFER; LEARN_NO_VALUES when fewer than 3 different values are known. */
  async fit(x: PurchaseSummary): Promise<FittedGammaGamma> {
    checkSummary(x);
    const rows = Array.from(x.value.keys()).filter(
      (i) => (x.frequency[i] as number) > 0 && (x.value[i] as number) > 0,
    );
    const values = rows.map((i) => x.value[i] as number);
    if (new Set(values).size < 3)
      throw new LeptonError("LEARN_NO_VALUES", {
        problem: "Too few different values of repeat purchases are known.",
        received: `${new Set(values).size} different values of ${rows.length} persons`,
        next: "Give the value of every purchase, and persons with repeat purchases.",
      });
    const counts = rows.map((i) => x.frequency[i] as number);
    const scale = values.reduce((sum, value) => sum + value, 0) / values.length;
    const found = minimise(
      gammaGammaObjective(
        Float64Array.from(counts),
        Float64Array.from(values, (value) => value / scale),
      ),
      [1, 1, 1],
    );
    const [p, q, scaled] = Array.from(found.x, Math.exp) as [number, number, number];
    const parameters = { p, q, gamma: scaled * scale };
    const correlation = correlationOf(counts, values);
    const warnings: string[] = [];
    if (correlation !== null && Math.abs(correlation) > notable)
      warnings.push(
        `Frequency and value go together (correlation ${correlation.toFixed(2)}), and the model takes them to be independent.`,
      );
    if (q <= 1) warnings.push("q is not above 1: the mean value over all persons is not finite.");
    if (found.inverseHessian === null)
      warnings.push(
        "A parameter went to its bound: the data do not settle it, so standard errors are unknown.",
      );
    const estimates = parameterEstimates(["p", "q", "gamma"], [p, q, parameters.gamma], found, rows.length);
    return fittedGammaGamma({ kind: "gammaGamma", parameters, estimates, correlation, warnings });
  },
});

/**
 * ln L = ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln γ + (px − 1) ln z̄ + px ln x − (px + q) ln(γ + x·z̄), over ln p, ln q,
 * ln γ. Source: Fader & Hardie 2013, eq. 1a.
 */
export function gammaGammaObjective(counts: Float64Array, values: Float64Array): Objective {
  const n = counts.length;
  return (logs, gradient) => {
    const [p, q, gamma] = Array.from(logs, Math.exp) as [number, number, number];
    const [logGammaQ, digammaQ, logScale] = [logGamma(q), digamma(q), Math.log(gamma)];
    let [sum, dp, dq, dGamma] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const [x, value] = [counts[i] as number, values[i] as number];
      const total = Math.log(gamma + x * value);
      const both = p * x + q;
      const logs = Math.log(value) + Math.log(x) - total;
      sum +=
        logGamma(both) -
        logGamma(p * x) -
        logGammaQ +
        q * (logScale - total) +
        p * x * logs -
        Math.log(value);
      const slope = digamma(both);
      dp += x * (slope - digamma(p * x) + logs);
      dq += slope - digammaQ + logScale - total;
      dGamma += q / gamma - both / (gamma + x * value);
    }
    gradient.set([(-dp * p) / n, (-dq * q) / n, (-dGamma * gamma) / n]);
    return -sum / n;
  };
}

function correlationOf(a: readonly number[], b: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - ma, (b[i] as number) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

export function fittedGammaGamma(saved: SavedGammaGamma): FittedGammaGamma {
  const { p, q, gamma } = saved.parameters;
  return {
    ...saved,
    expectedValue: (x) => {
      checkSummary(x);
      return x.frequency.map((count, i) => {
        const value = x.value[i] as number;
        const known = count > 0 && value > 0 ? count : 0;
        return (p * (gamma + (known > 0 ? known * value : 0))) / (p * known + q - 1);
      });
    },
    toJSON: () => saved,
  };
}

/** From what `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function gammaGammaFromJSON(json: unknown): FittedGammaGamma {
  const read = savedSchema.safeParse(json);
  if (read.success) return fittedGammaGamma(read.data);
  throw new LeptonError("LEARN_SAVED_MODEL", {
    problem: "This is not a saved Gamma-Gamma model.",
    received: z.prettifyError(read.error),
    next: "Give what `toJSON` of a fitted model returned.",
  });
}
