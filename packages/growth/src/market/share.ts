import { groupBy } from "@lepton/core";
import type { ResultOf } from "../schema/result.ts";

/** One figure of one player in one period. */
export interface MarketFigure {
  segment: string;
  /** First day of the period. */
  period: string;
  /** `own`, `market` (the total) or a rival's name. */
  player: string;
  value: number;
  low: number | null;
  high: number | null;
  unit: string;
  source: string;
  asOf: string;
}
type Segment = ResultOf<"marketShare">["segments"][number];
type Period = Segment["periods"][number];

/**
 * Share of the market by segment and unit: share = own / total; relative share = own / largest rival;
 * share of growth = Δown / Δtotal since the period before. Bounds: own low / total high … own high / total low.
 * A missing total gives null: rivals' estimates are never summed into one. Totals of different sources are not
 * subtracted from each other.
 */
export function marketShares(figures: readonly MarketFigure[]): Segment[] {
  const bySegment = groupBy(figures, ({ segment }) => segment);
  return [...bySegment].sort(byKey).flatMap(([segment, ofSegment]) => {
    const byUnit = groupBy(ofSegment, ({ unit }) => unit);
    return [...byUnit].sort(byKey).map(([unit, ofUnit]) => {
      const notes = new Set<string>();
      if (byUnit.size > 1)
        notes.add(
          `Figures of this segment come in ${[...byUnit.keys()].sort().join(" and ")}; each unit stands alone.`,
        );
      return { segment, unit, periods: periodsOf(ofUnit, notes), notes: [...notes] };
    });
  });
}

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1);

function periodsOf(figures: readonly MarketFigure[], notes: Set<string>): Period[] {
  const byPeriod = [...groupBy(figures, ({ period }) => period)].sort(byKey);
  let before: { own: MarketFigure; market: MarketFigure } | null = null;
  return byPeriod.map(([period, rows]) => {
    const own = rows.find((row) => row.player === "own");
    const market = rows.find((row) => row.player === "market");
    const rivals = rows.filter((row) => row.player !== "own" && row.player !== "market");
    const rival = rivals.sort((a, b) => b.value - a.value || (a.player < b.player ? -1 : 1))[0];
    if (!market)
      notes.add(`${period}: no market total, so no share; rivals' figures are not summed into one.`);
    if (!own) notes.add(`${period}: no own figure.`);
    if (new Set(rivals.map((row) => row.source)).size > 1)
      notes.add(`${period}: rivals' figures come from different sources; compare them with care.`);
    const share = own && market && market.value > 0 ? own.value / market.value : null;
    if (share !== null && share > 1)
      notes.add(`${period}: the own figure exceeds the market's total; check both.`);
    const shareOfGrowth =
      own && market && before ? growthShare(before, { own, market }, period, notes) : null;
    if (own && market) before = { own, market };
    return {
      period,
      own: own?.value ?? null,
      market: market?.value ?? null,
      share,
      ...(own && market && share !== null ? bounds(own, market) : { low: null, high: null }),
      relativeShare: own && rival && rival.value > 0 ? own.value / rival.value : null,
      largestRival: rival?.player ?? null,
      shareOfGrowth,
      sources: rows.map(({ player, source, asOf }) => ({ player, source, asOf })),
    };
  });
}

/** Only when a figure carries bounds; a figure without stands for itself. */
function bounds(own: MarketFigure, market: MarketFigure): { low: number | null; high: number | null } {
  if ([own.low, own.high, market.low, market.high].every((bound) => bound === null))
    return { low: null, high: null };
  const [totalLow, totalHigh] = [market.low ?? market.value, market.high ?? market.value];
  return {
    low: (own.low ?? own.value) / totalHigh,
    high: totalLow > 0 ? (own.high ?? own.value) / totalLow : null,
  };
}

interface Pair {
  own: MarketFigure;
  market: MarketFigure;
}
function growthShare(before: Pair, now: Pair, period: string, notes: Set<string>): number | null {
  if (before.market.source !== now.market.source) {
    notes.add(
      `${period}: the total comes from another source than the period before, so no share of growth.`,
    );
    return null;
  }
  const growth = now.market.value - before.market.value;
  if (growth <= 0) {
    notes.add(`${period}: the market did not grow, so no share of growth.`);
    return null;
  }
  return (now.own.value - before.own.value) / growth;
}
