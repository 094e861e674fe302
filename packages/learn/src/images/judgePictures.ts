import { type Estimate, wilson } from "@lepton/core";
import { scoreInterval } from "../evaluate/interval.ts";
import { type ScoreName, scoresFor } from "../evaluate/score.ts";
import { likeliest } from "../tabular/classifier.ts";
import type { FittedImages } from "./fittedImages.ts";
import type { Pictures } from "./pictures.ts";

export interface ClassResult {
  name: string;
  /** Pictures of this class. */
  pictures: number;
  /** Of pictures of this class, the share found. */
  recall: Estimate;
  /** Of pictures taken for this class, the share that is. */
  precision: Estimate;
}
/** A picture whose label and prediction differ: a hard one, or one labelled wrong. */
export interface Mistake {
  name: string;
  /** Its place among the pictures. */
  at: number;
  label: string;
  predicted: string;
  probability: number;
}
export interface PictureReport {
  accuracy: Estimate;
  metrics: Partial<Record<ScoreName, Estimate>>;
  classes: ClassResult[];
  /** [label][prediction], pictures. */
  confusion: number[][];
  /** Surest first. */
  mistakes: Mistake[];
}

/** Labels doubted at most. */
const mostMistakes = 50;

/**
 * A model on pictures it did not learn from: shares with Wilson intervals, other metrics with bootstrap intervals; the
 * surest mistakes first, of which many are labels to look at again.
 */
export async function judgePictures(
  fitted: FittedImages,
  pictures: Pictures,
  { seed, resamples = 500 }: { seed: number; resamples?: number },
): Promise<PictureReport> {
  const { labels, classes } = pictures.target;
  const p = await fitted.predictProbabilities(pictures);
  const predicted = likeliest(p, classes.length);
  const confusion = classes.map(() => classes.map(() => 0));
  labels.forEach((label, i) => {
    const row = confusion[label] as number[];
    const at = predicted[i] as number;
    row[at] = (row[at] as number) + 1;
  });
  const right = confusion.reduce((sum, row, c) => sum + (row[c] as number), 0);
  const metrics: PictureReport["metrics"] = {};
  for (const score of scoresFor(pictures.target))
    metrics[score.name] = await scoreInterval(score, pictures.target, p, { seed, resamples });
  const wrong = Array.from(labels, (label, at) => ({ label, at })).filter(
    ({ label, at }) => predicted[at] !== label,
  );
  const probability = (at: number) => p[at * classes.length + (predicted[at] as number)] as number;
  return {
    accuracy: wilson(right, labels.length),
    metrics,
    confusion,
    classes: classes.map((name, c) => {
      const own = (confusion[c] as number[]).reduce((a, b) => a + b, 0);
      const taken = confusion.reduce((sum, row) => sum + (row[c] as number), 0);
      const found = confusion[c]?.[c] as number;
      return { name, pictures: own, recall: wilson(found, own), precision: wilson(found, taken) };
    }),
    mistakes: wrong
      .sort((a, b) => probability(b.at) - probability(a.at))
      .slice(0, mostMistakes)
      .map(({ label, at }) => ({
        name: pictures.names[at] as string,
        at,
        label: classes[label] as string,
        predicted: classes[predicted[at] as number] as string,
        probability: probability(at),
      })),
  };
}
