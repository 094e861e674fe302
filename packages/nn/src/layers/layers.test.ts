import { LeptonError } from "@lepton/core";
import { describe, expect, test } from "vitest";
import { type NdArray, ndArray } from "../array/ndArray.ts";
import { agree, golden } from "../testing/golden.ts";
import {
  apart,
  type LayerCase,
  type LayerCases,
  layerGradientError,
  runLayer,
  setWeights,
  waves,
} from "../testing/layerCheck.ts";
import { activationCases } from "./activation/cases.fixture.ts";
import * as attention from "./attention/index.ts";
import { convolutionCases } from "./convolution/cases.fixture.ts";
import { coreCases } from "./core/cases.fixture.ts";
import * as embedding from "./embedding/index.ts";
import * as layers from "./index.ts";
import { input } from "./input.ts";
import { layerFrom } from "./layer.ts";
import { mergingCases } from "./merging/cases.fixture.ts";
import { noiseCases } from "./noise/cases.fixture.ts";
import { normalizationCases } from "./normalization/cases.fixture.ts";
import { poolingCases } from "./pooling/cases.fixture.ts";
import * as recurrent from "./recurrent/index.ts";
import { reshapingCases } from "./reshaping/cases.fixture.ts";

const all: Record<string, LayerCases> = {
  ...activationCases,
  ...convolutionCases,
  ...coreCases,
  ...mergingCases,
  ...noiseCases,
  ...normalizationCases,
  ...poolingCases,
  ...reshapingCases,
};
const reference = golden("layers");
const names = Object.keys(all).sort();

/** A layer of the case, built, its weights set as the golden file has them. */
function built({ make, inputs }: LayerCase) {
  const layer = make();
  const y = layer(...inputs.map((shape) => input({ shape })));
  setWeights(layer);
  return { layer, y };
}
const rowsOf = ({ data, shape }: NdArray, rows: number) =>
  [...data.subarray(0, (rows * data.length) / (shape[0] as number))].map(Number);

test("every exported layer is in the battery, but those over steps, heads and ids, which have their own", () => {
  const elsewhere = new Set(Object.keys({ ...attention, ...embedding, ...recurrent }));
  expect(names).toEqual(
    Object.keys(layers)
      .filter((name) => !elsewhere.has(name))
      .sort(),
  );
});

describe.each(names)("%s", (name) => {
  const { cases, training, mask } = all[name] as LayerCases;

  test("says the shape it gives", async () => {
    for (const one of cases) {
      const { layer, y } = built(one);
      expect(y.shape).toEqual(["batch", ...one.output]);
      const run = await runLayer(layer, waves(one.inputs, 3));
      expect(run.y.shape).toEqual([3, ...one.output]);
    }
  });

  const referred = cases.filter(({ golden: key }) => key !== undefined);
  if (referred.length > 0)
    test("agrees with PyTorch in values and gradients", async () => {
      for (const one of referred) {
        const { layer } = built(one);
        const run = await runLayer(layer, waves(one.inputs, 2), { isTraining: one.isTraining ?? false });
        const numbers = (part: string) => reference.list(`${one.golden}/${part}`);
        agree(rowsOf(run.y, 2), numbers("y"), 5);
        run.dx.forEach((dx, i) => {
          agree(rowsOf(dx, 2), numbers(`dx/${i}`), 4);
        });
        for (const { weight, value } of run.dw)
          agree([...value.data].map(Number), numbers(`dw/${weight.name.split("/").at(-1)}`), 4);
      }
    });

  test("has the gradient that central differences give", async () => {
    for (const one of cases) {
      const { layer } = built(one);
      const values = one.inputs.map((shape, i) => apart([2, ...shape], i));
      const error = await layerGradientError(layer, values, { isTraining: one.isTraining ?? false });
      expect(error, one.golden ?? name).toBeLessThan(2e-3);
    }
  });

  test("is made again from its kind and plain config", async () => {
    for (const one of cases) {
      const { layer } = built(one);
      const again = layerFrom(layer.kind, JSON.parse(JSON.stringify(layer.config)));
      expect(again.config).toEqual(layer.config);
      again(...one.inputs.map((shape) => input({ shape })));
      setWeights(again);
      const values = waves(one.inputs, 2);
      expect((await runLayer(again, values)).y.data).toEqual((await runLayer(layer, values)).y.data);
    }
  });

  test("treats each sample by itself when it predicts", async () => {
    for (const one of cases) {
      const { layer } = built(one);
      const many = await runLayer(layer, waves(one.inputs, 5));
      const few = await runLayer(layer, waves(one.inputs, 2));
      agree(rowsOf(few.y, 2), rowsOf(many.y, 2), 5);
    }
  });

  test(`computes the ${training === "same" ? "same" : "own"} way while training`, async () => {
    const [one] = cases;
    const { layer } = built(one);
    const values = waves(one.inputs, 2);
    const predicted = (await runLayer(layer, values)).y.data;
    const trained = (await runLayer(layer, values, { isTraining: true })).y.data;
    if (training === "same") expect(trained).toEqual(predicted);
    else expect(trained).not.toEqual(predicted);
    if (training === "random") expect(predicted).toEqual(values[0]?.data);
    layer.isTrainable = false;
    const frozen = (await runLayer(layer, values, { isTraining: true })).y.data;
    // Frozen, dropout drops all the same, as in Keras; what follows the batch keeps to its statistics.
    if (training === "random") expect(frozen).not.toEqual(predicted);
    else expect(frozen).toEqual(predicted);
  });

  if (mask !== "no series")
    test(`a mask is ${mask}`, async () => {
      const one = cases.find(({ inputs }) => inputs.every(({ length }) => length === 2)) as LayerCase;
      const { layer } = built(one);
      const steps = one.inputs.map(([time = 0]) =>
        ndArray(
          Uint8Array.from({ length: 2 * time }, (_, k) => (k % time < 1 + Math.floor(k / time) ? 1 : 0)),
          [2, time],
          "bool",
        ),
      );
      const run = await runLayer(layer, waves(one.inputs, 2), { masks: mask === "made" ? [] : steps });
      if (mask === "dropped") expect(run.mask).toBeUndefined();
      else if (mask === "kept") expect(run.mask).toEqual(steps[0]);
      else expect(run.mask?.shape).toEqual([2, one.inputs[0]?.[0]]);
    });
});

test("what a layer cannot take is refused by name, with what it received and expected", () => {
  const messages = Object.fromEntries(
    names.map((name) => {
      try {
        (all[name] as LayerCases).bad();
        throw new Error(`${name} took it`);
      } catch (error) {
        if (!(error instanceof LeptonError)) throw error;
        // Names of layers are numbered by use.
        return [name, `${error.code} ${error.message.replace(/^(\w+?)_\d+:/, "$1:")}`];
      }
    }),
  );
  expect(messages).toMatchInlineSnapshot(`
    {
      "activation": "NN_CONFIG_INVALID activation was given a hyperparameter it does not take: Invalid input. Received: {"activation":"geluu"}. Mend the option named; the layer's documentation lists them.",
      "add": "NN_SHAPE_MISMATCH add: add cannot take these shapes. Received: inputs [batch, 3, 4], [batch, 2, 4]; shapes [batch, 3, 4] and [batch, 2, 4]. Give shapes whose sizes are equal, or 1, from the last axis on.",
      "alphaDropout": "NN_CONFIG_INVALID alphaDropout was given a hyperparameter it does not take: Too big: expected number to be <1. Received: {"rate":1}. Mend the option named; the layer's documentation lists them.",
      "average": "NN_INPUT_COUNT average joins two or more values. Received: 1 of shape [batch, 4]. Call it with them one after the other: average()(a, b).",
      "averagePooling1d": "NN_SHAPE_MISMATCH average_pooling1d: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, 7]. Give an input of these axes; \`reshape\` adds or joins some.",
      "averagePooling2d": "NN_SHAPE_MISMATCH average_pooling2d: averagePool: the window is larger than its input. Received: inputs [batch, 4, 4, 2]; kernel [5, 5] over [4, 4]. Take a smaller kernel, padding 'same', or larger inputs.",
      "batchNormalization": "NN_SHAPE_MISMATCH batch_normalization: expected [batch, ..., features], the features known. Received: inputs [batch, 3, features]. Give an input whose last axis has a known size.",
      "concatenate": "NN_SHAPE_MISMATCH concatenate: concat cannot take these shapes. Received: inputs [batch, 3, 4], [batch, 2, 4]; float32 [batch, 3, 4], float32 [batch, 2, 4]. Give values equal in type and in all axes but 2, whose size must be known.",
      "conv1d": "NN_SHAPE_MISMATCH conv1d: conv: the window is larger than its input. Received: inputs [batch, 7, 3]; kernel [9] over [7]. Take a smaller kernel, padding 'same', or larger inputs.",
      "conv1dTranspose": "NN_SHAPE_MISMATCH conv1d_transpose: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, 4, 4, 3]. Give an input of these axes; \`reshape\` adds or joins some.",
      "conv2d": "NN_SHAPE_MISMATCH conv2d: expected [batch, height, width, channels], every size but the batch known. Received: inputs [batch, 28, 28]. Give an input of these axes; \`reshape\` adds or joins some.",
      "conv2dTranspose": "NN_CONFIG_INVALID conv2dTranspose was given a hyperparameter it does not take: outputPadding must be smaller than the strides. Received: {"filters":2,"kernelSize":3,"strides":2,"outputPadding":2}. Mend the option named; the layer's documentation lists them.",
      "cropping1d": "NN_SHAPE_MISMATCH cropping1d: expected more than 4 cells along axis 1. Received: inputs [batch, 4, 2]; 4 cells. Crop less, or give a larger input.",
      "cropping2d": "NN_SHAPE_MISMATCH cropping2d: expected more than 4 cells along axis 2. Received: inputs [batch, 5, 4, 2]; 4 cells. Crop less, or give a larger input.",
      "dense": "NN_SHAPE_MISMATCH dense: expected [batch, ..., features], the features known. Received: inputs [batch, 3, features]. Give an input whose last axis has a known size.",
      "depthwiseConv1d": "NN_SHAPE_MISMATCH depthwise_conv1d: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, time, 3]. Give an input of these axes; \`reshape\` adds or joins some.",
      "depthwiseConv2d": "NN_SHAPE_MISMATCH depthwise_conv2d: conv: the window is larger than its input. Received: inputs [batch, 2, 5, 1]; kernel [3, 3] over [2, 5]. Take a smaller kernel, padding 'same', or larger inputs.",
      "dot": "NN_SHAPE_MISMATCH dot: dot cannot take these shapes. Received: inputs [batch, 4], [batch, 3]; [batch, 4] and [batch, 3] along axes 1 and 1. Give axes of equal size behind the batch.",
      "dropout": "NN_CONFIG_INVALID dropout was given a hyperparameter it does not take: Too big: expected number to be <1. Received: {"rate":1.5}. Mend the option named; the layer's documentation lists them.",
      "elu": "NN_CONFIG_INVALID elu was given a hyperparameter it does not take: Invalid input: expected number, received NaN. Received: {"alpha":null}. Mend the option named; the layer's documentation lists them.",
      "flatten": "NN_CONFIG_INVALID flatten was given a hyperparameter it does not take: Unrecognized key: "units". Received: {"units":3}. Mend the option named; the layer's documentation lists them.",
      "gaussianDropout": "NN_CONFIG_INVALID gaussianDropout was given a hyperparameter it does not take: Too small: expected number to be >=0. Received: {"rate":-0.1}. Mend the option named; the layer's documentation lists them.",
      "gaussianNoise": "NN_CONFIG_INVALID gaussianNoise was given a hyperparameter it does not take: Too small: expected number to be >=0. Received: {"stddev":-1}. Mend the option named; the layer's documentation lists them.",
      "globalAveragePooling1d": "NN_SHAPE_MISMATCH global_average_pooling1d: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, 4]. Give an input of these axes; \`reshape\` adds or joins some.",
      "globalAveragePooling2d": "NN_SHAPE_MISMATCH global_average_pooling2d: expected [batch, height, width, channels], every size but the batch known. Received: inputs [batch, 4, 3]. Give an input of these axes; \`reshape\` adds or joins some.",
      "globalMaxPooling1d": "NN_SHAPE_MISMATCH global_max_pooling1d: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, 2, 2, 2]. Give an input of these axes; \`reshape\` adds or joins some.",
      "globalMaxPooling2d": "NN_SHAPE_MISMATCH global_max_pooling2d: expected [batch, height, width, channels], every size but the batch known. Received: inputs [batch, 3, 4]. Give an input of these axes; \`reshape\` adds or joins some.",
      "groupNormalization": "NN_SHAPE_MISMATCH group_normalization: expected channels that 32 groups divide. Received: inputs [batch, 4, 4, 48]; 48 channels. Take a number of groups that divides the channels; -1 is one group per channel.",
      "layerNormalization": "NN_SHAPE_MISMATCH layer_normalization: expected [batch, ..., features], the features known. Received: inputs [batch]. Give an input whose last axis has a known size.",
      "leakyRelu": "NN_CONFIG_INVALID leakyRelu was given a hyperparameter it does not take: Unrecognized key: "alpha". Received: {"alpha":0.3}. Mend the option named; the layer's documentation lists them.",
      "masking": "NN_SHAPE_MISMATCH masking: expected [batch, time, features]. Received: inputs [batch, 3]. Mask series; give other values a reshape first.",
      "maxPooling1d": "NN_SHAPE_MISMATCH max_pooling1d: maxPool: the window is larger than its input. Received: inputs [batch, 7, 2]; kernel [8] over [7]. Take a smaller kernel, padding 'same', or larger inputs.",
      "maxPooling2d": "NN_SHAPE_MISMATCH max_pooling2d: expected [batch, height, width, channels], every size but the batch known. Received: inputs [batch, 7, 2]. Give an input of these axes; \`reshape\` adds or joins some.",
      "maximum": "NN_SHAPE_MISMATCH maximum: maximum cannot take these shapes. Received: inputs [batch, 4], [batch, 4]; types float32 and int32. Cast one of them to the other's type.",
      "minimum": "NN_SHAPE_MISMATCH minimum: minimum cannot take these shapes. Received: inputs [batch, 4], [batch, 2, 3]; shapes [batch, 1, 4] and [batch, 2, 3]. Give shapes whose sizes are equal, or 1, from the last axis on.",
      "multiply": "NN_SHAPE_MISMATCH multiply: mul cannot take these shapes. Received: inputs [batch, 4], [batch, 3]; shapes [batch, 4] and [batch, 3]. Give shapes whose sizes are equal, or 1, from the last axis on.",
      "permute": "NN_SHAPE_MISMATCH permute: transpose cannot take these shapes. Received: inputs [batch, 3, 4]; shape [batch, 3, 4], axes [0, 1, 3]. List each axis once.",
      "prelu": "NN_SHAPE_MISMATCH prelu: expected known sizes along all axes whose slopes are not shared. Received: inputs [batch, time, 4], sharedAxes []. List the axes along which one slope serves all in sharedAxes; they count from 1.",
      "relu": "NN_CONFIG_INVALID relu was given a hyperparameter it does not take: Too small: expected number to be >=0. Received: {"negativeSlope":-1}. Mend the option named; the layer's documentation lists them.",
      "repeatVector": "NN_SHAPE_MISMATCH repeat_vector: expected [batch, features]. Received: inputs [batch, 3, 4]. Flatten the input first.",
      "rescaling": "NN_SHAPE_MISMATCH rescaling: mul cannot take these shapes. Received: inputs [batch, 4, 4, 3]; shapes [batch, 4, 4, 3] and [2]. Give shapes whose sizes are equal, or 1, from the last axis on.",
      "reshape": "NN_SHAPE_MISMATCH reshape: reshape cannot take these shapes. Received: inputs [batch, 3, 4]; [batch, 3, 4] to [batch, 5, -1]. Give a shape with the same number of elements; one size may be -1.",
      "rmsNormalization": "NN_SHAPE_MISMATCH rms_normalization: expected [batch, ..., features], the features known. Received: inputs [batch, features]. Give an input whose last axis has a known size.",
      "separableConv1d": "NN_SHAPE_MISMATCH separable_conv1d: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, 6]. Give an input of these axes; \`reshape\` adds or joins some.",
      "separableConv2d": "NN_SHAPE_MISMATCH separable_conv2d: expected [batch, height, width, channels], every size but the batch known. Received: inputs [batch, 4, 4, channels]. Give an input of these axes; \`reshape\` adds or joins some.",
      "softmax": "NN_AXIS_INVALID softmax: softmax has no such axis; its input has 3 axes. Received: inputs [batch, 3, 4]; axis 5. Give an axis from -3 to 2.",
      "spatialDropout1d": "NN_SHAPE_MISMATCH spatial_dropout1d: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, 4]. Give an input of these axes; \`reshape\` adds or joins some.",
      "spatialDropout2d": "NN_SHAPE_MISMATCH spatial_dropout2d: expected [batch, height, width, channels], every size but the batch known. Received: inputs [batch, 4, 4]. Give an input of these axes; \`reshape\` adds or joins some.",
      "subtract": "NN_INPUT_COUNT subtract joins 2 values. Received: 3 of shape [batch, 4], [batch, 4], [batch, 4]. Call it with them one after the other: subtract()(a, b).",
      "unitNormalization": "NN_AXIS_INVALID unit_normalization: unitNormalization has no such axis; its input has 3 axes. Received: inputs [batch, 3, 4]; axis 3. Give an axis from -3 to 2.",
      "upSampling1d": "NN_SHAPE_MISMATCH up_sampling1d: expected [batch, time, channels], every size but the batch known. Received: inputs [batch, 3]. Give an input of these axes; \`reshape\` adds or joins some.",
      "upSampling2d": "NN_CONFIG_INVALID upSampling2d was given a hyperparameter it does not take: Too small: expected number to be >0. Received: {"size":0}. Mend the option named; the layer's documentation lists them.",
      "zeroPadding1d": "NN_CONFIG_INVALID zeroPadding1d was given a hyperparameter it does not take: Too small: expected number to be >=0. Received: {"padding":-1}. Mend the option named; the layer's documentation lists them.",
      "zeroPadding2d": "NN_SHAPE_MISMATCH zero_padding2d: expected [batch, height, width, channels], every size but the batch known. Received: inputs [batch, 3, 2]. Give an input of these axes; \`reshape\` adds or joins some.",
    }
  `);
});
