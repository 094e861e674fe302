import { LeptonError } from "@lepton/core";
import { z } from "zod";
import {
  type BgNbdParameters,
  countProbability,
  expectedPurchases,
  probabilityAlive,
} from "./bgNbdExpected.ts";
import { bgNbdObjective, groupedBy } from "./bgNbdLikelihood.ts";
import { type Minimum, minimise } from "./maximum.ts";
import { type ParameterEstimate, parameterEstimateSchema, parameterEstimates } from "./parameters.ts";
import { checkSummary, type PurchaseSummary, type TimeUnit } from "./summary.ts";

const positive = z.number().positive();
const savedSchema = z.object({
  kind: z.literal("bgNbd"),
  unit: z.enum(["day", "week"]),
  parameters: z.object({ r: positive, alpha: positive, a: positive, b: positive }),
  estimates: z.record(z.enum(["r", "alpha", "a", "b"]), parameterEstimateSchema),
  logLikelihood: z.number(),
  warnings: z.array(z.string()),
});
export type SavedBgNbd = z.infer<typeof savedSchema>;

/** BG/NBD with its parameters. Keeps no persons. */
export interface FittedBgNbd {
  readonly kind: "bgNbd";
  /** Of α and of every time asked about. */
  readonly unit: TimeUnit;
  readonly parameters: BgNbdParameters;
  readonly estimates: Readonly<Record<keyof BgNbdParameters, ParameterEstimate>>;
  /** Natural logarithm, summed over the persons it was fitted on. */
  readonly logLikelihood: number;
  readonly warnings: readonly string[];
  /** Chance that each person still buys. [persons] Errors: LEARN_PURCHASES, LEARN_UNIT. */
  probabilityAlive(x: PurchaseSummary): Float64Array;
  /** Expected purchases of each person in the `period` after what is known. [persons] Errors: as above; LEARN_SERIES. */
  expectedPurchases(x: PurchaseSummary, period: number): Float64Array;
  /** Expected repeat purchases of somebody unknown within `age` of the first one. */
  expectedOfNew(age: number): number;
  /** Chance of somebody unknown to make exactly `count` repeat purchases within `age`. */
  countProbability(count: number, age: number): number;
  toJSON(): SavedBgNbd;
}

/** Fewer persons than this settle four parameters badly. */
const fewPersons = 100;

/**
 * BG/NBD: while alive a person buys as a Poisson process of rate λ ~ Gamma(r, α), and after any purchase is gone with
 * chance p ~ Beta(a, b). Fitted by maximum likelihood.
 * Limit: who has not bought again counts as alive for certain, as the model says.
 * Source: Fader, Hardie & Lee 2005, Marketing Science 24:275–284.
 */
export const bgNbd = () => ({
  name: "BG/NBD",
  /** Errors: LEARN_PURCHASES, LEARN_ROWS_DIFFER; LEARN_NO_REPEATS when nobody bought twice. */
  async fit(x: PurchaseSummary): Promise<FittedBgNbd> {
    checkSummary(x);
    const { persons, unit, frequency, age } = x;
    if (!frequency.some((count) => count > 0))
      throw new LeptonError("LEARN_NO_REPEATS", {
        problem: "Nobody bought twice, so how often people come back cannot be learnt.",
        received: `${persons.length} persons without a repeat purchase`,
        next: "Give a longer time, or persons with repeat purchases.",
      });
    // Times in mean ages: α is then near 1 whatever the unit.
    const scale = age.reduce((sum, value) => sum + value, 0) / persons.length;
    const objective = bgNbdObjective(groupedBy(x, scale));
    const found = starts
      .map((start) => minimise(objective, start))
      .reduce((best, one) => (one.value < best.value ? one : best));
    const [r, scaled, a, b] = Array.from(found.x, Math.exp) as [number, number, number, number];
    const parameters = { r, alpha: scaled * scale, a, b };
    const names = ["r", "alpha", "a", "b"] as const;
    const repeats = frequency.reduce((sum, count) => sum + count, 0);
    return fittedBgNbd({
      kind: "bgNbd",
      unit,
      parameters,
      estimates: parameterEstimates(
        names,
        names.map((name) => parameters[name]),
        found,
        persons.length,
      ),
      // Densities of the purchase times were in mean ages.
      logLikelihood: -persons.length * found.value - repeats * Math.log(scale),
      warnings: warningsOf(found, persons.length),
    });
  },
});

/** ln r, ln α, ln a, ln b. */
const starts = [
  [-1, -1, 0, 1],
  [0, 0, -1, 0],
] as const;

function warningsOf({ inverseHessian }: Minimum, persons: number): string[] {
  const warnings: string[] = [];
  if (persons < fewPersons)
    warnings.push(`${persons} persons settle four parameters badly; some hundreds are better.`);
  if (inverseHessian === null)
    warnings.push(
      "A parameter went to its bound: the data do not settle it (nobody seems to leave, or all are alike), so standard errors are unknown.",
    );
  return warnings;
}

export function fittedBgNbd(saved: SavedBgNbd): FittedBgNbd {
  const { kind, unit, parameters, estimates, logLikelihood, warnings } = saved;
  const each = (x: PurchaseSummary, of: (frequency: number, recency: number, age: number) => number) => {
    checkSummary(x);
    if (x.unit !== unit)
      throw new LeptonError("LEARN_UNIT", {
        problem: "The model was fitted in another unit of time.",
        received: `${x.unit}, and the model is in ${unit}s`,
        next: "Summarise the purchases in the model's unit.",
      });
    return x.frequency.map((count, i) => of(count, x.recency[i] as number, x.age[i] as number));
  };
  return {
    kind,
    unit,
    parameters,
    estimates,
    logLikelihood,
    warnings,
    probabilityAlive: (x) =>
      each(x, (frequency, recency, age) => probabilityAlive(parameters, { frequency, recency, age })),
    expectedPurchases: (x, period) =>
      each(x, (frequency, recency, age) =>
        expectedPurchases(parameters, { frequency, recency, age }, period),
      ),
    expectedOfNew: (age) => expectedPurchases(parameters, { frequency: 0, recency: 0, age: 0 }, age),
    countProbability: (count, age) => countProbability(parameters, count, age),
    toJSON: () => saved,
  };
}

/** From what `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function bgNbdFromJSON(json: unknown): FittedBgNbd {
  const read = savedSchema.safeParse(json);
  if (read.success) return fittedBgNbd(read.data);
  throw new LeptonError("LEARN_SAVED_MODEL", {
    problem: "This is not a saved BG/NBD model.",
    received: z.prettifyError(read.error),
    next: "Give what `toJSON` of a fitted model returned.",
  });
}
