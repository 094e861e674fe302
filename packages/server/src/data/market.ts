import type { Warehouse } from "@lepton/warehouse";
import type { DeleteMarketRequest, MarketRow } from "../contract/market.ts";

/** The newest version of every row that was not deleted. */
export async function listMarket(warehouse: Warehouse, project: string): Promise<MarketRow[]> {
  return warehouse.query<MarketRow>(
    `SELECT segment, toString(period) AS period, player, value, low, high, unit, source, toString(as_of) AS asOf
     FROM market_sizes FINAL WHERE project = {project:String}
     ORDER BY segment, market_sizes.period, player LIMIT 100000`,
    { project },
  );
}

export async function upsertMarket(
  warehouse: Warehouse,
  project: string,
  rows: readonly MarketRow[],
): Promise<void> {
  await warehouse.insert(
    "market_sizes",
    rows.map(({ asOf, ...row }) => ({ ...row, project, as_of: asOf, version: nextVersion(), is_deleted: 0 })),
  );
}

/** Deleting is a newer row that says so; nothing is rewritten. */
export async function removeMarket(
  warehouse: Warehouse,
  project: string,
  rows: DeleteMarketRequest["rows"],
): Promise<void> {
  await warehouse.insert(
    "market_sizes",
    rows.map(({ segment = "", period, player }) => ({
      project,
      segment,
      period,
      player,
      value: 0,
      low: null,
      high: null,
      unit: "",
      source: "",
      as_of: period,
      version: nextVersion(),
      is_deleted: 1,
    })),
  );
}

let last = 0;
/** Microseconds, and larger than any before: two changes within a millisecond keep their order. */
function nextVersion(): number {
  last = Math.max(Date.now() * 1000, last + 1);
  return last;
}
