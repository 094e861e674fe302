import type { useFormat } from "../../i18n/useFormat.ts";
import type { PmfMeasure, PmfReport } from "./types.ts";

type Step = PmfReport["next"];

const shares = [
  "scoreNow",
  "scoreIfWon",
  "rate",
  "plateau",
  "threshold",
  "grossRetention",
  "change",
  "share",
  "before",
];

/** The figures of a step as people read them: shares in percent, counts with separators, texts as they are. */
export function stepValues(
  step: Step,
  format: Pick<ReturnType<typeof useFormat>, "share" | "number">,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(step.values).map(([name, value]) => [
      name,
      typeof value === "string"
        ? value
        : shares.includes(name)
          ? format.share(value)
          : format.number(value, 2),
    ]),
  );
}

/** The measure a step would move. */
export const measureOf: Partial<Record<Step["code"], PmfMeasure["id"]>> = {
  fixBlocker: "ellis",
  improveWeek1Retention: "retention",
  reduceChurn: "growth",
  growRevenue: "revenue",
  winShare: "marketShare",
};
