import { readFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import type { Model } from "@lepton/nn";
import { foldsOf, holdOut, type Split } from "../evaluate/splits.ts";
import { type DecisionCosts, thresholdByCost } from "../evaluate/threshold.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import { readOptions } from "../tabular/options.ts";
import { checkVaries } from "../tabular/target.ts";
import { fromBackbone, fromScratch, onPixels } from "./architecture.ts";
import { type FittedImages, fittedImages, networksOf, type SavedImages } from "./fittedImages.ts";
import { augmentFor, type ImageOptions, type ImageSettings, imageOptions } from "./options.ts";
import { type Pictures, takePictures } from "./pictures.ts";
import { powerOf, sharpened } from "./probabilities.ts";
import { trainNetwork } from "./train.ts";

export interface ImageClassifierOptions extends ImageOptions {
  /** `linear`: one weight per pixel and class, the baseline. Default `convolutional`. */
  network?: "convolutional" | "linear";
  /** An .onnx file of a network trained on other pictures, to put a head on; without it, one is trained from scratch. */
  backbone?: {
    /** Path, or the file's bytes. */
    onnx: string | Uint8Array;
    /** What it takes: pixels 0 to 1, −1 to 1, or by ImageNet's mean and deviation. Default imagenet. */
    scale?: "unit" | "signed" | "imagenet";
    /** Train its weights on too. Default false: the head alone. */
    isTrained?: boolean;
    /** How the file takes pictures. Default channelsFirst, as most files do. */
    layout?: "channelsFirst" | "channelsLast";
  };
  /** Costs of mistakes about the second of two classes, for the threshold. Default: both 1. */
  costs?: DecisionCosts;
}

export interface ImageClassifier {
  readonly name: string;
  readonly isBaseline: boolean;
  fit(pictures: Pictures, options: Omit<FitOptions, "weights">): Promise<FittedImages>;
}

/** Fewer pictures of a class than this cannot be both learnt and judged. */
const leastPictures = 5;
const fewPictures = 5000;

/**
 * A network that tells classes of pictures apart: from scratch, sized by the pictures, or a head over an ONNX backbone.
 * Early stopping on pictures held out, best weights kept; probabilities calibrated on the same pictures.
 * Errors: LEARN_OPTION, LEARN_CLASS_RARE, LEARN_TARGET_CONSTANT, LEARN_BACKBONE, those of `onnxLayer`; the signal's reason.
 * @example
 * const pictures = await picturesFromFolder("pets", { size: [96, 96] });
 * const fitted = await imageClassifier({ augment: { flip: "horizontal" } }).fit(pictures, { seed: 7 });
 * await fitted.predictFiles(["new.jpg"]);
 */
export function imageClassifier({
  network = "convolutional",
  backbone,
  costs = { falsePositive: 1, falseNegative: 1 },
  ...options
}: ImageClassifierOptions = {}): ImageClassifier {
  const settings = readOptions(imageOptions, options, "imageClassifier");
  const isLinear = network === "linear";
  return {
    name: isLinear ? "logistic regression on pixels" : backbone ? "transfer" : "convolutional network",
    isBaseline: isLinear,
    async fit(pictures, fitOptions) {
      checkPictures(pictures);
      const classes = pictures.target.classes.length;
      const shape = { ...pictures, outputs: classes };
      const body = backbone && (await readBackbone(backbone, pictures.channels));
      const build = (seed: number): Model =>
        isLinear ? onPixels(shape, seed) : body ? fromBackbone(shape, body, seed) : fromScratch(shape, seed);
      const n = pictures.target.labels.length;
      const used: ImageSettings = isLinear ? { ...settings, augment: "none", testFlips: false } : settings;
      const epochs = used.epochs ?? (n < fewPictures ? 30 : 10);
      const classWeights = weightsOf(pictures, used);
      const splits = splitsOf(pictures, used, fitOptions.seed);
      const members: string[] = [];
      for (const [bag, split] of splits.entries()) {
        const bytes = await trainNetwork(
          build(fitOptions.seed * 1009 + bag),
          pictures,
          split,
          {
            settings: used,
            learningRate: used.learningRate ?? (body?.isTrained ? 5e-4 : 2e-3),
            epochs,
            classWeights,
            bag,
            of: splits.length,
          },
          fitOptions,
        );
        members.push(Buffer.from(bytes).toString("base64"));
      }
      const { height, width, channels } = pictures;
      const hasFlips = used.testFlips ?? mirrors(augmentFor(used, n)?.flip);
      const saved: SavedImages = {
        kind: "images",
        method: this.name,
        height,
        width,
        channels,
        classes: [...pictures.target.classes],
        warnings: [...pictures.warnings],
        hasFlips,
        classWeights,
        power: 1,
        threshold: null,
        heldOut: splits.reduce((sum, { heldOut }) => sum + heldOut.length, 0),
        members,
      };
      return fittedImages({ ...saved, ...(await calibration(saved, pictures, splits, costs)) });
    },
  };
}

const mirrors = (flip: "horizontal" | "vertical" | "both" | undefined) =>
  flip === "horizontal" || flip === "both";

/** Each network on the pictures it did not see: the power of its probabilities, and the threshold of two classes. */
async function calibration(
  saved: SavedImages,
  pictures: Pictures,
  splits: readonly Split[],
  costs: DecisionCosts,
): Promise<Pick<SavedImages, "power" | "threshold">> {
  const raw: Float64Array[] = [];
  for (const [bag, { heldOut }] of splits.entries()) {
    const networks = networksOf({ ...saved, members: [saved.members[bag] as string] });
    raw.push(await networks.raw(takePictures(pictures, heldOut)));
    await networks.close();
  }
  const labels = Int32Array.from(
    splits.flatMap(({ heldOut }) => Array.from(heldOut, (row) => pictures.target.labels[row] as number)),
  );
  const p = Float64Array.from(raw.flatMap((part) => Array.from(part)));
  const power = powerOf(p, labels, saved.classWeights);
  if (saved.classes.length !== 2) return { power, threshold: null };
  const second = sharpened(p, saved.classWeights, power).filter((_, at) => at % 2 === 1);
  const { threshold } = thresholdByCost(labels, second, costs);
  return { power, threshold: Number.isFinite(threshold) ? threshold : 2 };
}

function splitsOf({ target }: Pictures, { bags, validationShare }: ImageSettings, seed: number): Split[] {
  const n = target.labels.length;
  const count = bags ?? (n < fewPictures ? 3 : 1);
  if (count === 1) return [holdOut(target, Math.max(validationShare, 2 / n), { seed })];
  return foldsOf(target, Math.max(count, Math.min(8, Math.floor(1 / validationShare))), { seed }).slice(
    0,
    count,
  );
}

function weightsOf({ target }: Pictures, { balance }: ImageSettings): number[] {
  const counts = target.classes.map((_, c) =>
    target.labels.reduce((sum, label) => sum + Number(label === c), 0),
  );
  const isUneven = Math.max(...counts) > 1.5 * Math.min(...counts);
  return counts.map((count) => ((balance ?? isUneven) ? target.labels.length / (counts.length * count) : 1));
}

function checkPictures({ target }: Pictures): void {
  checkVaries(target, "class");
  const counts = target.classes.map((_, c) =>
    target.labels.reduce((sum, label) => sum + Number(label === c), 0),
  );
  const rarest = counts.indexOf(Math.min(...counts));
  if ((counts[rarest] as number) >= leastPictures) return;
  throw new LeptonError("LEARN_CLASS_RARE", {
    problem: "A class has too few pictures to be both learnt and judged.",
    received: `${target.classes[rarest]}: ${counts[rarest]} of ${target.labels.length} pictures`,
    next: `Give ${leastPictures} pictures of every class at least, some dozens for anything useful; or leave it out.`,
    field: target.classes[rarest] ?? "",
  });
}

async function readBackbone(
  {
    onnx,
    scale = "imagenet",
    isTrained = false,
    layout = "channelsFirst",
  }: NonNullable<ImageClassifierOptions["backbone"]>,
  channels: number,
) {
  if (channels !== 3)
    throw new LeptonError("LEARN_BACKBONE", {
      problem: "A backbone takes pictures of three channels.",
      received: `${channels}`,
      next: "Read the pictures with { channels: 3 }; grey ones are repeated.",
    });
  return { bytes: typeof onnx === "string" ? await readFile(onnx) : onnx, scale, isTrained, layout };
}
