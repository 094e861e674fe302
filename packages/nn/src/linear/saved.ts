import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type FittedLinear, fittedLinear } from "./fittedLinear.ts";
import { type LinearRegression, linearRegressionOf } from "./linearRegression.ts";
import { type LogisticRegression, logisticRegressionOf } from "./logisticRegression.ts";
import { type MultinomialRegression, multinomialRegressionOf } from "./multinomialRegression.ts";

const numbers = z.array(z.number());
const savedLinear = z.object({
  kind: z.literal("linear"),
  coefficients: numbers.min(1),
  intercept: z.number(),
});
const savedRegression = z
  .object({
    kind: z.literal("linearRegression"),
    intercept: z.boolean(),
    beta: numbers.min(1),
    /** R⁻¹, row-major. */
    inverse: numbers,
    variance: z.number().min(0),
    df: z.int().min(1),
    n: z.int(),
    rSquared: z.number(),
    adjustedRSquared: z.number(),
    /** Null when there are no residuals, where F is infinite. */
    f: z.number().nullable(),
    level: z.number(),
    conditionNumber: z.number(),
    names: z.array(z.string()),
  })
  .refine((saved) => saved.inverse.length === saved.beta.length ** 2, "inverse must be [beta, beta]");
const savedLogistic = z.object({
  kind: z.literal("logisticRegression"),
  coefficients: numbers.min(1),
  intercept: z.number(),
  table: z
    .array(
      z.object({
        name: z.string(),
        value: z.number(),
        standardError: z.number(),
        z: z.number(),
        p: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    )
    .nullable(),
  logLikelihood: z.number(),
  nullLogLikelihood: z.number(),
  iterations: z.int(),
});
const savedMultinomial = z
  .object({
    kind: z.literal("multinomialRegression"),
    coefficients: numbers.min(2),
    intercepts: numbers.min(2),
    logLikelihood: z.number(),
    iterations: z.int(),
  })
  .refine(
    (saved) => saved.coefficients.length % saved.intercepts.length === 0,
    "coefficients must be [classes, features]",
  );

export type SavedRegression = z.infer<typeof savedRegression>;
export type SavedLogistic = z.infer<typeof savedLogistic>;
export type SavedMultinomial = z.infer<typeof savedMultinomial>;
const saved = z.discriminatedUnion("kind", [savedLinear, savedRegression, savedLogistic, savedMultinomial]);

export type LinearModel = FittedLinear | LinearRegression | LogisticRegression | MultinomialRegression;

/** A fitted linear model of any kind from what its `toJSON` gave. Errors: NN_SAVED_MODEL. */
export function linearModelFromJSON(json: unknown): LinearModel {
  const read = saved.safeParse(json);
  if (!read.success)
    throw new LeptonError("NN_SAVED_MODEL", {
      problem: "This is not a saved linear model.",
      received: z.prettifyError(read.error),
      next: "Give what `toJSON` of a fitted model returned.",
    });
  switch (read.data.kind) {
    case "linear":
      return fittedLinear(Float64Array.from(read.data.coefficients), read.data.intercept);
    case "linearRegression":
      return linearRegressionOf(read.data);
    case "logisticRegression":
      return logisticRegressionOf(read.data);
    case "multinomialRegression":
      return multinomialRegressionOf(read.data);
  }
}
