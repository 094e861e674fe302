import { random } from "@lepton/core";
import { describe, expect, test } from "vitest";
import { anomalyDetector, anomalyScores, seasonalAnomalies } from "./anomalies.ts";
import { changePoints } from "./changePoints.ts";

const noise = (n: number, seed = 1) => {
  const draw = random(seed);
  return Float64Array.from({ length: n }, () => draw.normal());
};

describe("anomalies", () => {
  test("one odd value in a season with trend is found, and little else", () => {
    const values = noise(280).map((e, t) => 100 + 0.2 * t + 20 * Math.sin((2 * Math.PI * t) / 7) + e);
    values[150] = (values[150] as number) + 15;
    const { places, z } = seasonalAnomalies({ values, seasons: [7] });
    expect(places).toContain(150);
    expect(places.length).toBeLessThan(4);
    expect(z[150] as number).toBe(Math.max(...z));
  });
  test("a constant has none", () => {
    expect(seasonalAnomalies({ values: new Array(30).fill(2), seasons: [] }).places).toEqual([]);
  });
  test("the stream scores a jump highest, lies in [0, 1), and does not look ahead", () => {
    const values = noise(600, 3);
    values[400] = 25;
    const scores = anomalyScores(values);
    expect(Math.max(...scores)).toBe(scores[400]);
    for (const score of scores) expect(score >= 0 && score < 1).toBe(true);
    expect([...anomalyScores(values.subarray(0, 300))]).toEqual([...scores.subarray(0, 300)]);
  });
  test("a missing value scores 0 and changes nothing", () => {
    const [a, b] = [anomalyDetector(), anomalyDetector()];
    for (const value of noise(100)) {
      expect(b.score(value)).toBe(a.score(value));
      expect(b.score(Number.NaN)).toBe(0);
    }
  });
});

describe("change points", () => {
  test("PELT finds steps in mean and variance where they are, none in noise", () => {
    const e = noise(300, 5);
    const steps = e.map((x, t) => (t < 100 ? x : t < 200 ? 6 + x : 6 + 4 * x));
    const found = changePoints(steps);
    expect(found.length).toBe(2);
    expect(Math.abs((found[0] as number) - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs((found[1] as number) - 200)).toBeLessThanOrEqual(6);
    expect(changePoints(noise(300, 8))).toEqual([]);
  });
  test("PELT's pruning gives what trying every split gives", () => {
    const values = noise(40, 11).map((x, t) => x + (t > 14 ? 3 : 0) - (t > 27 ? 5 : 0));
    const [price, least, n] = [6, 5, 40];
    const cost = (from: number, to: number) => {
      const part = Array.from(values.subarray(from, to));
      const mean = part.reduce((a, b) => a + b, 0) / part.length;
      return part.length * Math.log(part.reduce((a, b) => a + (b - mean) ** 2, 0) / part.length);
    };
    const best: { total: number; cuts: number[] }[] = [{ total: -price, cuts: [] }];
    for (let t = 1; t <= n; t++) {
      let top = { total: Number.POSITIVE_INFINITY, cuts: [] as number[] };
      for (let s = 0; s <= t - least; s++) {
        const before = best[s] as { total: number; cuts: number[] };
        const total = before.total + cost(s, t) + price;
        if (total < top.total) top = { total, cuts: s > 0 ? [...before.cuts, s] : [] };
      }
      best.push(top);
    }
    expect(changePoints(values, { penalty: price, shortest: least })).toEqual(best[n]?.cuts);
  });
  test("a constant and a short list have none; a gap is an error", () => {
    expect(changePoints(new Array(50).fill(1))).toEqual([]);
    expect(changePoints([1, 2, 3])).toEqual([]);
    expect(() => changePoints([...noise(20), Number.NaN])).toThrow(
      expect.objectContaining({ code: "LEARN_SERIES_INVALID" }),
    );
  });
});
