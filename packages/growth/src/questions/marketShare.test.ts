import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../answer.ts";
import { openWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

interface Figure {
  period: string;
  player: string;
  value: number;
  low?: number;
  high?: number;
  unit?: string;
  source?: string;
  segment?: string;
}
async function market(figures: Figure[]) {
  const context = await world.project([]);
  await world.warehouse.insert(
    "market_sizes",
    figures.map(({ period, player, value, low, high, unit = "USD", source = "report", segment = "" }) => ({
      project: context.project,
      segment,
      period,
      player,
      value,
      low: low ?? null,
      high: high ?? null,
      unit,
      source,
      as_of: "2026-03-01",
      version: 1,
    })),
  );
  return context;
}
const year = (y: number, own: number, total: number, more: Partial<Figure> = {}): Figure[] => [
  { period: `${y}-01-01`, player: "own", value: own, ...more },
  { period: `${y}-01-01`, player: "market", value: total, ...more },
];

test("own 120 → 150 of 1000 → 1100: 12.0 → 13.6 %, share of growth 30 %", async () => {
  const context = await market([
    ...year(2024, 120, 1000),
    ...year(2025, 150, 1100),
    { period: "2025-01-01", player: "Rival", value: 300 },
  ]);
  const { result } = await ask(context, { kind: "marketShare" });
  const [first, second] = result.segments[0]?.periods ?? [];
  expect(first).toMatchObject({ share: 0.12, shareOfGrowth: null, relativeShare: null, low: null });
  expect(second?.share).toBeCloseTo(0.1364, 4);
  expect(second).toMatchObject({ shareOfGrowth: 0.3, relativeShare: 0.5, largestRival: "Rival" });
  const later = await ask(context, { kind: "marketShare", range: { from: "2025-01-01", to: "2025-12-31" } });
  expect(later.result.segments[0]?.periods).toMatchObject([{ period: "2025-01-01", shareOfGrowth: 0.3 }]);
});

test("a missing total gives null and is told; rivals are not summed", async () => {
  const context = await market([
    { period: "2025-01-01", player: "own", value: 10 },
    { period: "2025-01-01", player: "A", value: 30 },
    { period: "2025-01-01", player: "B", value: 60, source: "blog" },
  ]);
  const { result } = await ask(context, { kind: "marketShare" });
  expect(result.segments[0]?.periods[0]).toMatchObject({
    share: null,
    market: null,
    relativeShare: 10 / 60,
    largestRival: "B",
  });
  expect(result.segments[0]?.notes).toEqual([
    "2025-01-01: no market total, so no share; rivals' figures are not summed into one.",
    "2025-01-01: rivals' figures come from different sources; compare them with care.",
  ]);
});

test("unlike units and sources are not mixed; bounds travel into the share", async () => {
  const context = await market([
    ...year(2024, 10, 100),
    ...year(2025, 20, 150, { source: "another report" }),
    ...year(2025, 3, 9, { unit: "seats", segment: "" }).map((f) => ({ ...f, period: "2026-01-01" })),
    { period: "2026-01-01", player: "own", value: 50, segment: "EU", low: 40, high: 60 },
    { period: "2026-01-01", player: "market", value: 500, segment: "EU", low: 400, high: 800 },
  ]);
  const { result } = await ask(context, { kind: "marketShare" });
  expect(result.segments.map((s) => [s.segment, s.unit])).toEqual([
    ["", "USD"],
    ["", "seats"],
    ["EU", "USD"],
  ]);
  expect(result.segments[0]?.periods[1]).toMatchObject({ shareOfGrowth: null });
  expect(result.segments[0]?.notes).toContain(
    "2025-01-01: the total comes from another source than the period before, so no share of growth.",
  );
  expect(result.segments[2]?.periods[0]).toMatchObject({ share: 0.1, low: 0.05, high: 0.15 });
  const eu = await ask(context, { kind: "marketShare", segment: "EU" });
  expect(eu.result.segments).toHaveLength(1);
});

test("no figures give no segments", async () => {
  expect((await ask(await world.project([]), { kind: "marketShare" })).result.segments).toEqual([]);
});
