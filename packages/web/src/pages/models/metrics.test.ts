import type { LeaderboardRow, Measured } from "@lepton/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { baselineRow, domainOf, metricsOf, placeIn, ranked } from "./metrics.ts";

const measured = (value: number): Measured => ({
  value,
  low: value - 0.02,
  high: value + 0.02,
  level: 0.95,
  n: 900,
});
const row = (name: string, metrics: LeaderboardRow["metrics"], baseline = false): LeaderboardRow => ({
  name,
  baseline,
  chosen: false,
  metrics,
  seconds: 1,
  problem: null,
});
const rows = [
  row("majority", { auc: measured(0.5), logLoss: measured(0.69) }, true),
  row("broken", {}),
  row("recency", { auc: measured(0.79), logLoss: measured(0.5) }, true),
  row("trees", { auc: measured(0.84), logLoss: measured(0.45) }),
];

test("the leaderboard is best first in either direction, the unmeasured last", () => {
  expect(ranked(rows, "auc").map(({ name }) => name)).toEqual(["trees", "recency", "majority", "broken"]);
  expect(ranked(rows, "logLoss").map(({ name }) => name)).toEqual(["trees", "recency", "majority", "broken"]);
  expect(metricsOf(rows, "logLoss")).toEqual(["logLoss", "auc"]);
});

test("the baseline is the one the verdict names, else any", () => {
  expect(baselineRow(rows, "recency")?.name).toBe("recency");
  expect(baselineRow(rows, "gone")?.name).toBe("majority");
});

test("whatever is measured lies inside the drawn stretch, at its edge never", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const domain = domainOf(values.map(measured));
      for (const one of values) {
        expect(placeIn(domain, one)).toBeGreaterThan(0);
        expect(placeIn(domain, one)).toBeLessThan(100);
      }
    }),
  );
});
