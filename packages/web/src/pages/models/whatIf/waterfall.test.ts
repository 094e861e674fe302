import fc from "fast-check";
import { expect, test } from "vitest";
import { waterfall } from "./waterfall.ts";

const reason = (feature: string, effect: number) => ({ feature, value: 1, effect });

test("from 0.3 by +0.4 and −0.1 to 0.62; the missing 0.02 stands for itself", () => {
  const steps = waterfall(0.3, [reason("b", -0.1), reason("a", 0.4)], 0.62, 8);
  expect(steps.map(({ kind }) => kind)).toEqual(["base", "reason", "reason", "rest", "score"]);
  expect(steps.map(({ to }) => Number(to.toFixed(6)))).toEqual([0.3, 0.7, 0.6, 0.62, 0.62]);
  expect(steps[1]?.reason?.feature).toBe("a");
});

test("each step begins where the last one ended, and the last is the score", () => {
  const effect = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(effect, fc.array(effect, { maxLength: 20 }), effect, (base, effects, score) => {
      const steps = waterfall(
        base,
        effects.map((it, i) => reason(String(i), it)),
        score,
        8,
      );
      const moves = steps.slice(0, -1);
      expect(moves.slice(1).map(({ from }) => from)).toEqual(moves.slice(0, -1).map(({ to }) => to));
      expect(moves.at(-1)?.to).toBeCloseTo(score, 8);
      expect(steps.at(-1)?.to).toBe(score);
      expect(steps.filter(({ kind }) => kind === "reason").length).toBeLessThanOrEqual(8);
    }),
  );
});
