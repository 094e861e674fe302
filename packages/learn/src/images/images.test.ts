import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "@lepton/core";
import { activation, conv2d, float32, input, ndArray, onnxBytes, sequential } from "@lepton/nn";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { fittedImages, imagesFromJSON } from "./fittedImages.ts";
import { imageClassifier } from "./imageClassifier.ts";
import { judgePictures } from "./judgePictures.ts";
import { imageLeaderboard } from "./leaderboard.ts";
import { floatsOf, type Pictures, picturesFrom, picturesFromFolder, takePictures } from "./pictures.ts";
import { powerOf, sharpened } from "./probabilities.ts";

/** Crosses and bars at random places in noise, so that no single pixel tells them apart. */
function shapes(n: number, seed: number, side = 16, channels: 1 | 3 = 1): Pictures {
  const { next } = random(seed);
  const pixels = new Uint8Array(n * side * side * channels);
  const labels: string[] = [];
  for (let i = 0; i < n; i++) {
    const isCross = i % 2 === 0;
    labels.push(isCross ? "cross" : "bar");
    const [top, left] = [Math.floor(next() * (side - 7)), Math.floor(next() * (side - 7))];
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [v, u] = [y - top, x - left];
        const isInside = u >= 0 && u < 7 && v >= 0 && v < 7;
        const isDrawn = isInside && (v === 3 || (isCross && u === 3));
        for (let c = 0; c < channels; c++)
          pixels[((i * side + y) * side + x) * channels + c] = (isDrawn ? 180 : 0) + Math.floor(60 * next());
      }
  }
  return picturesFrom(ndArray(pixels, [n, side, side, channels], "uint8"), labels);
}

const quick = { epochs: 8, bags: 1, augment: "none", worker: false, threads: 1, batchSize: 32 } as const;
const train = shapes(300, 1);
const held = shapes(100, 2);

describe("pictures", () => {
  test("bytes, and numbers from 0 to 1, are the same pictures", () => {
    const bytes = picturesFrom(ndArray(Uint8Array.of(0, 51, 255, 102), [2, 1, 2], "uint8"), ["a", "b"]);
    const numbers = picturesFrom(float32([0, 0.2, 1, 0.4], [2, 1, 2, 1]), ["a", "b"]);
    expect(numbers).toEqual(bytes);
    expect(Array.from(floatsOf(bytes, 0, 2, true))).toEqual([...float32([0.2, 0, 0.4, 1], [4]).data]);
  });

  test.each([
    ["LEARN_PICTURES_SHAPE", [2, 4], [0, 0, 0, 0, 0, 0, 0, 0]],
    ["LEARN_PICTURES_SHAPE", [2, 1, 2, 2], [0, 0, 0, 0, 0, 0, 0, 0]],
    ["LEARN_ROWS_DIFFER", [1, 2, 2], [0, 0, 0, 0]],
    ["LEARN_PICTURES_RANGE", [2, 1, 1], [0, 255]],
  ])("%s names what does not fit", (code, shape, values) => {
    expect(() => picturesFrom(float32(values, shape), ["a", "b"])).toThrow(expect.objectContaining({ code }));
  });

  test("a folder of mixed sizes with a damaged file: read at one size, the damaged one left out and named", async () => {
    const root = await mkdtemp(join(tmpdir(), "pictures-"));
    for (const [name, value] of [
      ["dark", 20],
      ["light", 230],
    ] as const) {
      await mkdir(join(root, name));
      for (const side of [8, 20, 33])
        await sharp({
          create: {
            width: side,
            height: side + 5,
            channels: 3,
            background: { r: value, g: value, b: value },
          },
        })
          .png()
          .toFile(join(root, name, `${side}.png`));
    }
    await writeFile(join(root, "dark", "9.png"), "no picture");
    const pictures = await picturesFromFolder(root, { size: [12, 12] });
    expect(pictures.target.classes).toEqual(["dark", "light"]);
    expect([...pictures.target.labels]).toEqual([0, 0, 0, 1, 1, 1]);
    expect(pictures.names[0]).toBe(join(root, "dark", "20.png"));
    expect(pictures.pixels[0]).toBe(20);
    expect(pictures.pixels.at(-1)).toBe(230);
    expect(pictures.warnings.join()).toContain("9.png is left out");
  });
});

describe("probabilities", () => {
  test("the power found is the one the outcomes were drawn by, and weights are taken back", () => {
    const { next } = random(3);
    const n = 4000;
    const said = new Float64Array(2 * n);
    const labels = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const logit = 4 * (next() - 0.5); // the true log odds; the model says three times as much, and 2 : 1 for class 1
      labels[i] = Number(next() < 1 / (1 + Math.exp(-logit)));
      const p = 1 / (1 + Math.exp(-(3 * logit + Math.log(2))));
      said.set([1 - p, p], 2 * i);
    }
    expect(powerOf(said, labels, [1, 2])).toBeCloseTo(1 / 3, 1);
    const back = sharpened(Float64Array.of(1 / 3, 2 / 3), [1, 2], 1);
    expect(back[0]).toBeCloseTo(0.5, 10);
  });
});

describe("imageClassifier", () => {
  test("learns shapes that pixels alone do not tell, and leads the leaderboard", async () => {
    const board = await imageLeaderboard(shapes(500, 8, 12), {
      classifiers: [
        imageClassifier({ ...quick, network: "linear" }),
        imageClassifier({ ...quick, epochs: 12 }),
      ],
      testShare: 0.25,
      seed: 1,
    });
    expect(board.rows[0]?.model).toBe("convolutional network");
    expect(board.isPublishable).toBe(true);
    const report = await judgePictures(board.best, shapes(100, 9, 12), { seed: 1, resamples: 50 });
    expect(report.accuracy.value as number).toBeGreaterThan(0.9);
    const right = report.confusion.reduce((sum, row, c) => sum + (row[c] as number), 0);
    expect(right / 100).toBe(report.accuracy.value);
    expect(report.mistakes).toHaveLength(100 - right);
    expect(board.rows.find(({ model }) => model === "majority")?.gain).toBeNull();
    await board.best.close();
  });

  test("the same from the same seed, alike when saved and loaded; rows sum to 1", async () => {
    const fit = () =>
      imageClassifier({ ...quick, epochs: 2, bags: 2, testFlips: true }).fit(train, { seed: 4 });
    const [one, two] = [await fit(), await fit()];
    const loaded = imagesFromJSON(JSON.parse(JSON.stringify(one)));
    const p = await one.predictProbabilities(held);
    expect(await two.predictProbabilities(held)).toEqual(p);
    expect(await loaded.predictProbabilities(held)).toEqual(p);
    for (let i = 0; i < p.length; i += 2) expect((p[i] as number) + (p[i + 1] as number)).toBeCloseTo(1, 9);
    for (const fitted of [one, two, loaded]) await fitted.close();
  });

  test("maps of a picture and each class' slopes in them, at the last convolution", async () => {
    const fitted = await imageClassifier({ ...quick, epochs: 3 }).fit(train, { seed: 5 });
    const picture = takePictures(held, [0]);
    const { activations, gradients, height, width, channels } = await fitted.featureMaps(picture, 1);
    expect([height, width, channels]).toEqual([4, 4, 128]);
    expect(activations.length).toBe(gradients.length);
    const other = await fitted.featureMaps(picture, 0);
    expect(other.activations).toEqual(activations);
    expect(gradients.some((value, i) => value !== other.gradients[i])).toBe(true);
    await fitted.close();
  });

  test("a rare class keeps honest probabilities: the mean chance is its share", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => i).filter((i) => i % 2 === 1 || i % 10 === 0);
    const uneven = takePictures(train, rows); // 30 crosses, 150 bars
    const fitted = await imageClassifier({ ...quick, epochs: 12 }).fit(uneven, { seed: 6 });
    expect(fitted.toJSON().classWeights[1] as number).toBeGreaterThan(1);
    const p = await fitted.predictProbabilities(uneven);
    const share =
      Array.from({ length: rows.length }, (_, i) => p[2 * i + 1] as number).reduce((a, b) => a + b) /
      rows.length;
    expect(Math.abs(share - 1 / 6)).toBeLessThan(0.06);
    await fitted.close();
  });

  test("puts a head on a network from an ONNX file, whose maps Grad-CAM can read", async () => {
    const body = sequential(
      [input({ shape: [16, 16, 3] }), conv2d(8, 5, { padding: "same" }), activation("relu")],
      { seed: 2 },
    );
    const colour = shapes(120, 7, 16, 3);
    const onnx = await onnxBytes(body);
    const fitted = await imageClassifier({
      ...quick,
      epochs: 2,
      backbone: { onnx, scale: "unit", layout: "channelsLast" },
    }).fit(colour, { seed: 1 });
    const maps = await fitted.featureMaps(takePictures(colour, [0]), 0);
    expect(maps.channels).toBe(8);
    const loaded = imagesFromJSON(JSON.parse(JSON.stringify(fitted)));
    expect(await loaded.predictProbabilities(colour)).toEqual(await fitted.predictProbabilities(colour));
    await expect(
      imageClassifier({ ...quick, backbone: { onnx } }).fit(train, { seed: 1 }),
    ).rejects.toMatchObject({
      code: "LEARN_BACKBONE",
    });
    await fitted.close();
    await loaded.close();
  });

  test.each([
    ["one class", takePictures(train, [1, 3, 5, 7, 9, 11]), "LEARN_TARGET_CONSTANT"],
    ["five pictures", takePictures(train, [0, 1, 2, 3, 4]), "LEARN_CLASS_RARE"],
  ])("%s: an error that says what to do", async (_, pictures, code) => {
    await expect(imageClassifier(quick).fit(pictures, { seed: 1 })).rejects.toMatchObject({ code });
  });

  test("pictures of another size, a linear model's maps, a damaged save: errors", async () => {
    const fitted = await imageClassifier({ ...quick, epochs: 1, network: "linear" }).fit(train, { seed: 1 });
    await expect(fitted.predict(shapes(2, 1, 20))).rejects.toMatchObject({ code: "LEARN_PICTURE_SIZE" });
    await expect(fitted.featureMaps(takePictures(held, [0]), 0)).rejects.toMatchObject({
      code: "LEARN_MAPS",
    });
    await expect(fitted.predictFiles([Buffer.from("no picture")])).rejects.toMatchObject({
      code: "NN_IMAGE_UNREADABLE",
    });
    expect(() => imagesFromJSON({ ...fitted.toJSON(), members: [] })).toThrow(
      expect.objectContaining({ code: "LEARN_SAVED_MODEL" }),
    );
    expect(fittedImages(fitted.toJSON()).classes).toEqual(["bar", "cross"]);
    await fitted.close();
  });
});
