import { dense, float32, input, sequential } from "@lepton/nn";
import { expect, test } from "vitest";
import { seriesFrom } from "../series.ts";
import { nBeatsForward, nBeatsMethod } from "./nBeats.ts";

test("the forward pass in plain loops gives what the network gives", async () => {
  const series = seriesFrom({ values: Array.from({ length: 80 }, (_, t) => Math.sin(t)), seasons: [] });
  const method = nBeatsMethod({ lookback: 12, units: 8, blocks: 1, epochs: 1, windows: 128, batchSize: 64 });
  const fitted = await method.fit([series], { horizon: 4, seed: 2 });
  const net = sequential([
    input({ shape: [12] }),
    dense(8, { activation: "relu" }),
    dense(8, { activation: "relu" }),
    dense(4),
  ]);
  const shapes = [
    [12, 8],
    [8, 8],
    [8, 4],
  ] as const;
  await net.setWeights(
    (fitted.blocks[0] ?? []).flatMap(({ kernel, bias }, i) => [
      float32(Float32Array.from(kernel), [...(shapes[i] as readonly [number, number])]),
      float32(Float32Array.from(bias)),
    ]),
  );
  const window = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i));
  const wanted = await net.predict(float32(Float32Array.from(window), [1, 12]));
  await net.close();
  // float32 sums of a dozen terms of size 1.
  nBeatsForward(fitted, window).forEach((y, h) => {
    expect(Math.abs(y - (wanted.data[h] as number))).toBeLessThan(1e-5);
  });
});
