import { type Estimate, meanInterval } from "@lepton/core";
import { bgNbd, type FittedBgNbd } from "./bgNbd.ts";
import {
  type PurchaseSummary,
  type Purchases,
  purchaseSummary,
  purchasesWithin,
  type TimeUnit,
  unitMs,
} from "./summary.ts";

/** Persons who made this many repeat purchases before the cutoff. */
export interface HoldoutRow {
  /** Repeat purchases; the last row holds this many and more. */
  frequency: number;
  isAndMore: boolean;
  persons: number;
  /** Purchases after the cutoff per person, as they were. */
  actual: Estimate;
  /** As the model expected them. */
  expected: number;
}

export interface HoldoutCheck {
  model: FittedBgNbd;
  calibration: PurchaseSummary;
  /** Of each person of the calibration, after the cutoff. */
  actual: Float64Array;
  expected: Float64Array;
  /** Mean |expected − actual|, purchases per person. */
  mae: number;
  rmse: number;
  byFrequency: HoldoutRow[];
}

/**
 * Fits on purchases before `cutoff`, and compares what it expects until `until` with what happened, as in table 4 and
 * figure 3 of Fader, Hardie & Lee 2005. Errors: those of `bgNbd().fit`.
 */
export async function purchaseHoldout(
  purchases: Purchases,
  {
    cutoff,
    until,
    unit = "week",
    most = 7,
  }: { cutoff: number; until: number; unit?: TimeUnit; most?: number },
): Promise<HoldoutCheck> {
  const calibration = purchaseSummary(purchases, { until: cutoff, unit });
  const model = await bgNbd().fit(calibration);
  const expected = model.expectedPurchases(calibration, (until - cutoff) / unitMs[unit]);
  const actual = purchasesWithin(purchases, calibration.persons, { from: cutoff, until });
  const errors = expected.map((value, i) => value - (actual[i] as number));
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const byFrequency: HoldoutRow[] = [];
  for (let frequency = 0; frequency <= most; frequency++) {
    const rows = Array.from(calibration.frequency.keys()).filter((i) => {
      const count = calibration.frequency[i] as number;
      return frequency === most ? count >= most : count === frequency;
    });
    if (rows.length === 0) continue;
    byFrequency.push({
      frequency,
      isAndMore: frequency === most,
      persons: rows.length,
      actual: meanInterval(rows.map((i) => actual[i] as number)),
      expected: mean(Float64Array.from(rows, (i) => expected[i] as number)),
    });
  }
  return {
    model,
    calibration,
    actual,
    expected,
    mae: mean(errors.map(Math.abs)),
    rmse: Math.sqrt(mean(errors.map((error) => error * error))),
    byFrequency,
  };
}
