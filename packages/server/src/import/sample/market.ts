import type { Json } from "@lepton/warehouse";
import { endOf, type Purchase, shifted } from "./purchases.ts";

export const simulatedSource = "Simulated for the sample company";
/** Sales of a made-up market in US dollars per quarter, and how much they grow by quarter. */
const start = 6_000_000;
const growth = 1.04;
const rivals: Record<string, { share: number; trend: number }> = {
  "Music Boulevard (simulated)": { share: 0.18, trend: 0.005 },
  "Record stores (simulated)": { share: 0.6, trend: -0.012 },
};

/**
 * Market sizes by quarter: own sales are the real purchases summed, the market and its rivals are made up
 * and say so. Quarters are cut after the shift by `days`; those that the data fills in part are left out.
 */
export function marketRows(
  purchases: readonly Purchase[],
  { project, days, version }: { project: string; days: number; version: number },
): Record<string, Json>[] {
  const own = new Map<string, number>();
  for (const { date, revenue } of purchases) {
    const quarter = quarterOf(shifted(date, days));
    own.set(quarter, (own.get(quarter) ?? 0) + revenue);
  }
  const end = endOf(days);
  const asOf = new Date(end).toISOString().slice(0, 10);
  const current = quarterOf(end);
  // The shift cuts the first quarter, too.
  const quarters = [...own.keys()].sort().filter((quarter, index) => index > 0 && quarter !== current);
  return quarters.flatMap((period, index) => {
    const total = start * growth ** index;
    const row = (player: string, value: number, source: string, spread: number) => ({
      project,
      segment: "",
      period,
      player,
      value: Math.round(value),
      low: spread > 0 ? Math.round(value * (1 - spread)) : null,
      high: spread > 0 ? Math.round(value * (1 + spread)) : null,
      unit: "USD",
      source,
      as_of: asOf,
      version,
      is_deleted: 0,
    });
    return [
      row("own", own.get(period) ?? 0, "CDNOW purchases of the sample, summed", 0),
      row("market", total, simulatedSource, 0.15),
      ...Object.entries(rivals).map(([name, { share, trend }]) =>
        row(name, total * (share + trend * index), simulatedSource, 0.2),
      ),
    ];
  });
}

function quarterOf(time: number): string {
  const date = new Date(time);
  const month = Math.floor(date.getUTCMonth() / 3) * 3 + 1;
  return `${date.getUTCFullYear()}-${String(month).padStart(2, "0")}-01`;
}
