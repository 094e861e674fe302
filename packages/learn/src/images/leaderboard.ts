import { type Estimate, wilson } from "@lepton/core";
import { type Difference, pairedDifference } from "../evaluate/interval.ts";
import { mainScore, type ScoreName } from "../evaluate/score.ts";
import { holdOut } from "../evaluate/splits.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import type { FittedImages } from "./fittedImages.ts";
import { type ImageClassifier, imageClassifier } from "./imageClassifier.ts";
import { judgePictures, type PictureReport } from "./judgePictures.ts";
import { type Pictures, takePictures } from "./pictures.ts";

export interface ImageLeaderboardOptions extends Omit<FitOptions, "weights"> {
  /** Default: a convolutional network and logistic regression on pixels. Majority is always there. */
  classifiers?: readonly ImageClassifier[];
  /** Share of the pictures that judges and is used for no choice. Default 0.2. */
  testShare?: number;
}
export interface ImageRow {
  model: string;
  isBaseline: boolean;
  accuracy: Estimate;
  /** Null for majority, which has no report. */
  report: PictureReport | null;
  /** Against the better baseline on the same pictures. */
  gain: Difference | null;
  fitMs: number;
}
export interface ImageLeaderboard {
  metric: ScoreName;
  trainingPictures: number;
  testPictures: number;
  /** Best first. */
  rows: ImageRow[];
  best: FittedImages;
  /** Whether the best model beats both baselines beyond chance. */
  isPublishable: boolean;
  statement: string;
}

/**
 * Networks beside majority and logistic regression on pixels, judged on pictures that no fit has seen.
 * Limit: with several networks the best one's figure is a little too good, since it is chosen by it.
 * Errors: those of the fits.
 */
export async function imageLeaderboard(
  pictures: Pictures,
  { classifiers, testShare = 0.2, seed, signal, onProgress }: ImageLeaderboardOptions,
): Promise<ImageLeaderboard> {
  const { training, heldOut } = holdOut(pictures.target, testShare, { seed });
  const [train, test] = [takePictures(pictures, training), takePictures(pictures, heldOut)];
  const tried = classifiers ?? [imageClassifier({ network: "linear" }), imageClassifier()];
  const score = mainScore(test.target);
  const { classes, labels } = train.target;
  const shares = classes.map(
    (_, c) => labels.reduce((sum, label) => sum + Number(label === c), 0) / labels.length,
  );
  const naive = Float64Array.from(
    { length: heldOut.length * classes.length },
    (_, at) => shares[at % classes.length] as number,
  );
  const likeliest = shares.indexOf(Math.max(...shares));
  const hits = test.target.labels.reduce((sum, label) => sum + Number(label === likeliest), 0);
  const judged: { one: Omit<ImageRow, "gain">; p: Float64Array; fitted: FittedImages | null }[] = [
    {
      one: {
        model: "majority",
        isBaseline: true,
        accuracy: wilson(hits, heldOut.length),
        report: null,
        fitMs: 0,
      },
      p: naive,
      fitted: null,
    },
  ];
  for (const [at, classifier] of tried.entries()) {
    const start = performance.now();
    const fitted = await classifier.fit(train, {
      seed,
      ...(signal && { signal }),
      onProgress: (progress) => onProgress?.({ ...progress, share: (at + progress.share) / tried.length }),
    });
    const fitMs = performance.now() - start;
    const report = await judgePictures(fitted, test, { seed });
    const { name: model, isBaseline } = classifier;
    judged.push({
      one: { model, isBaseline, accuracy: report.accuracy, report, fitMs },
      p: await fitted.predictProbabilities(test),
      fitted,
    });
  }
  const mainOf = (p: Float64Array) =>
    score.prepare(test.target, p)(new Float64Array(heldOut.length).fill(1)) ?? Number.NaN;
  const sign = score.isHigherBetter ? -1 : 1;
  judged.sort((a, b) => sign * (mainOf(a.p) - mainOf(b.p)));
  const baseline = judged.find(({ one }) => one.isBaseline) as (typeof judged)[number];
  const rows: ImageRow[] = [];
  for (const { one, p } of judged)
    rows.push({
      ...one,
      gain: one.isBaseline ? null : await pairedDifference(score, test.target, p, baseline.p, { seed }),
    });
  const best = (judged.find(({ one, fitted }) => !one.isBaseline && fitted) ??
    judged.find(({ fitted }) => fitted)) as (typeof judged)[number];
  for (const { fitted } of judged) if (fitted !== best.fitted) await fitted?.close();
  const row = rows.find(({ model }) => model === best.one.model) as ImageRow;
  const isPublishable = row.gain?.verdict === "better";
  return {
    metric: score.name,
    trainingPictures: training.length,
    testPictures: heldOut.length,
    rows,
    best: best.fitted as FittedImages,
    isPublishable,
    statement: isPublishable
      ? `The ${row.model} is better than the ${baseline.one.model}: accuracy ${percent(row.accuracy)} beside ${percent(baseline.one.accuracy)}.`
      : `No better than the ${baseline.one.model}, so it is not published: accuracy ${percent(row.accuracy)} beside ${percent(baseline.one.accuracy)}.`,
  };
}

const percent = ({ value }: Estimate) => `${(100 * (value ?? Number.NaN)).toFixed(1)} %`;
