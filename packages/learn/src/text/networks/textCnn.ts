import { z } from "zod";
import { readOptions } from "../../tabular/options.ts";
import type { TextEstimator } from "../estimator.ts";
import { fitTextNetwork, trainingOptions } from "./fitTextNetwork.ts";

const count = z.int().min(1);
const optionsSchema = z.strictObject({
  ...trainingOptions,
  /** Filters of each width. Default 64. */
  filters: count.default(64),
  /** Neighbouring tokens that a filter sees. Default 2, 3, 4. */
  widths: z.array(count).min(1).default([2, 3, 4]),
});
export type TextCnnOptions = z.input<typeof optionsSchema>;

/**
 * Convolutions over words (characters of Chinese), the largest answer of each filter, trained from scratch.
 * Explains by occlusion. Source: Kim 2014, ACL D14-1181.
 */
export function textCnn(options: TextCnnOptions = {}): TextEstimator {
  const { filters, widths, ...settings } = readOptions(optionsSchema, options, "textCnn");
  const { embedding, dropout } = settings;
  return {
    name: "TextCNN",
    fit: (texts, labels, fitOptions = {}) =>
      fitTextNetwork(
        { kind: "cnn", embedding, filters, widths, dropout },
        settings,
        texts,
        labels,
        fitOptions,
      ),
  };
}
