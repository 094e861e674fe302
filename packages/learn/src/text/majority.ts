import { z } from "zod";
import { checkLabelled, placeOfClass } from "./checkLabelled.ts";
import { checkTexts } from "./checkTexts.ts";
import type { FittedTextModel, TextEstimator } from "./estimator.ts";
import { wordsOf } from "./tokenize.ts";

export const savedTextMajoritySchema = z.object({
  kind: z.literal("textMajority"),
  classes: z.array(z.string()).min(2),
  shares: z.array(z.number()).min(2),
});
export type SavedTextMajority = z.infer<typeof savedTextMajoritySchema>;

/** What every text model must beat: the share of each class, whatever the text says. */
export function textMajority(): TextEstimator {
  return {
    name: "naive baseline",
    async fit(texts, labels) {
      const { y } = checkLabelled(texts, labels);
      const counts = y.classes.map((_, c) => y.labels.reduce((sum, label) => sum + Number(label === c), 0));
      return fittedTextMajority({
        kind: "textMajority",
        classes: [...y.classes],
        shares: counts.map((count) => count / y.labels.length),
      });
    },
  };
}

export function fittedTextMajority(saved: SavedTextMajority): FittedTextModel {
  const { kind, classes, shares } = saved;
  const top = shares.indexOf(Math.max(...shares));
  return {
    kind,
    classes,
    warnings: [],
    predictProbabilities: async (texts) =>
      Float64Array.from(
        { length: checkTexts(texts).length * classes.length },
        (_, at) => shares[at % classes.length] as number,
      ),
    predict: async (texts) => checkTexts(texts).map(() => classes[top] as string),
    async explain(given, options = {}) {
      const text = checkTexts([given])[0] as string;
      const c = options.class === undefined ? top : placeOfClass(classes, options.class);
      const logs = shares.map((share) => Math.log(Math.max(share, 1e-15)));
      const own = logs[c] as number;
      const score =
        classes.length === 2
          ? own - (logs[1 - c] as number)
          : own - logs.reduce((a, b) => a + b, 0) / logs.length;
      const words = wordsOf(text).map(({ start, end }) => ({
        start,
        end,
        text: text.slice(start, end),
        weight: 0,
      }));
      return {
        class: classes[c] as string,
        probability: shares[c] as number,
        score,
        bias: score,
        words,
        method: "exact",
      };
    },
    toJSON: () => saved,
    close: async () => {},
  };
}
