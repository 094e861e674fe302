import { readFileSync } from "node:fs";
import { chiSquareGoodness, chiSquareUpper } from "@lepton/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignVariant, murmur3, shareOf } from "./assign.ts";
import { beliefs, betaPosterior, normalPosterior } from "./bayes.ts";
import { compareMeans, compareShares, holm, relativeDifference } from "./compare.ts";
import { cuped } from "./cuped.ts";
import { type Moments, momentsOf } from "./moments.ts";
import { detectable, peopleNeeded } from "./power.ts";

/** By SciPy, NumPy and scikit-learn; see test/golden/experiments.py. */
const golden = JSON.parse(
  readFileSync(new URL("../../test/golden/experiments.json", import.meta.url), "utf8"),
) as {
  murmur: [string, number][];
  cookieCats: {
    counts: Record<"gate_30" | "gate_40", [number, number, number]>;
    srm: { statistic: number; p: number };
  } & Record<"day1" | "day7", { z: number; p: number; bestB: number; lossA: number; lossB: number }>;
  chiSquare: [number, number, number][];
  means: {
    moments: Record<"control" | "new", Moments>;
    welch: { t: number; p: number };
    cuped: { theta: number; difference: number; se: number; values: Record<"control" | "new", number> };
  };
  three: { posteriors: [number, number][]; best: number[]; loss: number[] };
  power: { variance: number; effect: number; perArm: number };
};

describe("assignment", () => {
  test("murmur3 equals scikit-learn's murmurhash3_32, in any script", () => {
    for (const [text, hash] of golden.murmur) expect(murmur3(text), text).toBe(hash);
  });

  test("people fall into variants as the weights say, and stay", () => {
    const variants = [
      { key: "control", weight: 50 },
      { key: "a", weight: 30 },
      { key: "b", weight: 20 },
    ];
    const counts = new Map<string, number>();
    for (let i = 0; i < 30_000; i++) {
      const variant = assignVariant("checkout", `user-${i}`, variants);
      counts.set(variant, (counts.get(variant) ?? 0) + 1);
    }
    const fit = chiSquareGoodness(
      variants.map(({ key }) => counts.get(key) ?? 0),
      [50, 30, 20],
    );
    expect(fit.kind === "chiSquare" && fit.p).toBeGreaterThan(0.001);
    expect(assignVariant("checkout", "user-17", variants)).toBe(
      assignVariant("checkout", "user-17", variants),
    );
  });

  test("two experiments split the same people independently", () => {
    const both = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const place = (shareOf("one", `u${i}`) < 0.5 ? 0 : 2) + (shareOf("two", `u${i}`) < 0.5 ? 0 : 1);
      both[place] = (both[place] ?? 0) + 1;
    }
    const fit = chiSquareGoodness(both);
    expect(fit.kind === "chiSquare" && fit.p).toBeGreaterThan(0.001);
  });

  test("more weight for a variant never takes people out of it (two variants)", () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0.01, max: 0.9, noNaN: true }), (id, weight) => {
        const of = (w: number) =>
          assignVariant("k", id, [
            { key: "new", weight: w },
            { key: "control", weight: 1 - w },
          ]);
        if (of(weight) === "new") expect(of(weight + 0.09)).toBe("new");
      }),
    );
  });
});

describe("Cookie Cats, gate at level 30 or 40 (counts: ghaskari/cookie-cats-ab-test)", () => {
  const { counts, srm, day1, day7 } = golden.cookieCats;
  const [gate30, gate40] = [counts.gate_30, counts.gate_40];
  const share = ([n, ...days]: [number, number, number], i: 0 | 1): Moments => {
    const mean = days[i] / n;
    return { n, meanY: mean, varY: mean * (1 - mean), meanX: 0, varX: 0, cov: 0 };
  };

  test("44,700 against 45,489 is no fair coin", () => {
    const found = chiSquareGoodness([gate30[0], gate40[0]]);
    if (found.kind !== "chiSquare") throw new Error("not enough");
    expect(found.statistic).toBeCloseTo(srm.statistic, 8);
    expect(found.p).toBeCloseTo(srm.p, 10);
    expect(found.p).toBeLessThan(0.01);
  });

  test.each([
    ["day1", 0, day1, "0.4482", "0.4423"],
    ["day7", 1, day7, "0.1902", "0.1820"],
  ] as const)("%s retention: shares, p, and what Bayes says", (_, i, expected, a, b) => {
    const [one, other] = [share(gate30, i), share(gate40, i)];
    expect([one.meanY.toFixed(4), other.meanY.toFixed(4)]).toEqual([a, b]);
    expect(compareShares(one, other, 0.95)?.p).toBeCloseTo(expected.p, 8);
    const [believed30, believed40] = beliefs([
      betaPosterior(gate30[i + 1] as number, gate30[0]),
      betaPosterior(gate40[i + 1] as number, gate40[0]),
    ]);
    expect(believed40?.best).toBeCloseTo(expected.bestB, 6);
    expect(believed30?.loss).toBeCloseTo(expected.lossA, 7);
    expect(believed40?.loss).toBeCloseTo(expected.lossB, 7);
  });
});

test("chi-square tails equal SciPy's to ten digits, however far out", () => {
  for (const [x, df, p] of golden.chiSquare)
    expect(chiSquareUpper(x, df) / p, `${x} ${df}`).toBeCloseTo(1, 9);
});

describe("means", () => {
  const { moments, welch, cuped: adjusted } = golden.means;
  test("equal SciPy's Welch", () => {
    expect(compareMeans(moments.control, moments.new, 0.95)?.p).toBeCloseTo(welch.p, 9);
  });

  test("CUPED is the regression of the metric on variant and past", () => {
    const found = cuped([moments.control, moments.new]);
    if (!found) throw new Error("no past");
    const [control, treatment] = found.adjusted as [Moments, Moments];
    expect(found.theta).toBeCloseTo(adjusted.theta, 10);
    expect(treatment.meanY - control.meanY).toBeCloseTo(adjusted.difference, 10);
    expect(control.meanY).toBeCloseTo(adjusted.values.control, 10);
    expect(Math.sqrt(control.varY / control.n + treatment.varY / treatment.n)).toBeCloseTo(adjusted.se, 10);
    // What is left of the pooled variance.
    const left =
      (399 * control.varY + 419 * treatment.varY) / (399 * moments.control.varY + 419 * moments.new.varY);
    expect(found.reduction).toBeCloseTo(1 - left, 10);
    expect(found.reduction).toBeGreaterThan(0.6);
  });

  test("a past that is the same for everybody adjusts nothing", () => {
    expect(
      cuped([
        momentsOf([
          [0, 1],
          [0, 2],
        ]),
        momentsOf([
          [0, 3],
          [0, 5],
        ]),
      ]),
    ).toBeNull();
  });

  test("three variants: probability to be best and loss equal SciPy's quadrature", () => {
    const found = beliefs(golden.three.posteriors.map(([mean, sd]) => normalPosterior(mean, sd)));
    for (const [v, { best, loss }] of found.entries()) {
      expect(best).toBeCloseTo(golden.three.best[v] as number, 6);
      // A cell is 0.005 wide here.
      expect(loss).toBeCloseTo(golden.three.loss[v] as number, 5);
    }
  });

  test("where less is better, everything is mirrored", () => {
    const up = beliefs([normalPosterior(1, 0.3), normalPosterior(1.4, 0.2)]);
    const down = beliefs([normalPosterior(-1, 0.3), normalPosterior(-1.4, 0.2)], -1);
    for (const [v, one] of up.entries()) {
      expect(down[v]?.best).toBeCloseTo(one.best, 9);
      expect(down[v]?.loss).toBeCloseTo(one.loss, 9);
    }
  });

  test("chances sum to 1, losses are no less than 0", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 500 })), { minLength: 2, maxLength: 4 }),
        (arms) => {
          const found = beliefs(arms.map(([s, more]) => betaPosterior(s, s + more)));
          expect(found.reduce((sum, { best }) => sum + best, 0)).toBeCloseTo(1, 9);
          for (const { loss } of found) expect(loss).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("a relative difference is not told where the control is near 0", () => {
    const near = { n: 100, meanY: 0.01, varY: 1, meanX: 0, varX: 0, cov: 0 };
    expect(relativeDifference(near, { ...near, meanY: 0.02 }, 0.95)).toBeNull();
    const known = { ...near, meanY: 10 };
    const found = relativeDifference(known, { ...known, meanY: 11 }, 0.95);
    expect(found?.value).toBeCloseTo(0.1, 12);
    // √(0.01 + 1.21·0.01)/10 · 1.959964, by hand.
    expect((found?.high ?? 0) - 0.1).toBeCloseTo(0.029137, 5);
  });
});

test("Holm's adjustment, worked by hand: 0.01, 0.04, 0.03 of three", () => {
  const adjusted = holm([0.01, 0.04, 0.03]);
  for (const [i, p] of [0.03, 0.06, 0.06].entries()) expect(adjusted[i]).toBeCloseTo(p, 12);
});

describe("power", () => {
  const { variance, effect, perArm } = golden.power;
  const even = { variance, shares: [0.5, 0.5] } as const;
  test("people for 0.20 against 0.22 equal the textbook's", () => {
    expect(peopleNeeded(effect, even)).toBe(Math.ceil(2 * perArm));
    expect(detectable(2 * perArm, even)).toBeCloseTo(effect, 8);
  });
  test("to look every day costs people; to look once at the end costs fewest", () => {
    const safe = peopleNeeded(effect, { ...even, peak: 1 });
    expect(safe).toBeGreaterThan(2 * perArm);
    expect(safe).toBeLessThan(5 * perArm);
  });
  test("a lopsided split and a smaller effect need more", () => {
    expect(peopleNeeded(effect, { ...even, shares: [0.9, 0.1] })).toBeGreaterThan(2 * perArm);
    expect(peopleNeeded(effect / 2, even) / peopleNeeded(effect, even)).toBeCloseTo(4, 2);
  });
});
