import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { mixSeed } from "./seed.ts";

test("neighbouring seeds, epochs and samples give different seeds", () => {
  const seeds = new Set<number>();
  for (let seed = 0; seed < 10; seed++)
    for (let epoch = 0; epoch < 10; epoch++)
      for (let sample = 0; sample < 100; sample++) seeds.add(mixSeed(seed, epoch, sample));
  expect(seeds.size).toBe(10_000);
  expect(mixSeed(1, 2)).not.toBe(mixSeed(2, 1));
});

test("the first numbers drawn from neighbouring seeds are spread evenly: χ² over 20 bins below its 99.9 % point", () => {
  for (let draw = 0; draw < 4; draw++) {
    const bins = new Array<number>(20).fill(0);
    for (let sample = 0; sample < 4000; sample++) {
      const stream = random(mixSeed(0, 0, sample));
      for (let skipped = 0; skipped < draw; skipped++) stream.next();
      const bin = Math.floor(stream.next() * 20);
      bins[bin] = (bins[bin] as number) + 1;
    }
    expect(bins.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(43.8);
  }
});
