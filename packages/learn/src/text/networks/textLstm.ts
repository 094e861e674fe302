import { z } from "zod";
import { readOptions } from "../../tabular/options.ts";
import type { TextEstimator } from "../estimator.ts";
import { fitTextNetwork, trainingOptions } from "./fitTextNetwork.ts";

const optionsSchema = z.strictObject({
  ...trainingOptions,
  /** Units in each direction. Default 64. */
  units: z.int().min(1).default(64),
});
export type TextLstmOptions = z.input<typeof optionsSchema>;

/**
 * An LSTM that reads words (characters of Chinese) from both ends, its steps weighed by attention; trained from scratch.
 * Explains by occlusion. Sources: Hochreiter & Schmidhuber 1997; Yang et al. 2016, ACL N16-1174.
 */
export function textLstm(options: TextLstmOptions = {}): TextEstimator {
  const { units, ...settings } = readOptions(optionsSchema, options, "textLstm");
  const { embedding, dropout } = settings;
  return {
    name: "BiLSTM with attention",
    fit: (texts, labels, fitOptions = {}) =>
      fitTextNetwork({ kind: "lstm", embedding, units, dropout }, settings, texts, labels, fitOptions),
  };
}
