import type { MarketRow } from "@lepton/server";
import { describe, expect, test } from "vitest";
import { changesOf, faultsOf, pasted, typedOf } from "./rows.ts";

const row = (over: Partial<MarketRow> = {}): MarketRow => ({
  segment: "",
  period: "2026-01-01",
  player: "own",
  value: 120,
  low: null,
  high: null,
  unit: "USD",
  source: "Ledger",
  asOf: "2026-02-01",
  ...over,
});

describe("the market table", () => {
  test("an unchanged table changes nothing", () => {
    expect(changesOf([row()], [typedOf(row())])).toEqual({ write: [], remove: [] });
  });

  test("a new value is written, a renamed player is written and the old one removed", () => {
    const rival = row({ player: "Rival" });
    const typed = [
      { ...typedOf(row()), value: "150" },
      { ...typedOf(rival), player: "Other" },
    ];
    const { write, remove } = changesOf([row(), rival], typed);
    expect(write.map((it) => [it.player, it.value])).toEqual([
      ["own", 150],
      ["Other", 120],
    ]);
    expect(remove).toEqual([{ segment: "", period: "2026-01-01", player: "Rival" }]);
  });

  test("faults name their fields: no number, a low above the value, a day that is none", () => {
    expect(faultsOf(typedOf(row()))).toEqual([]);
    expect(faultsOf({ ...typedOf(row()), value: "many" })).toContain("value");
    expect(faultsOf({ ...typedOf(row()), low: "200" })).toEqual(["low"]);
    expect(faultsOf({ ...typedOf(row()), period: "2026-13-01", source: " " })).toEqual(["period", "source"]);
  });

  test("rows pasted from a spreadsheet keep their columns; the header goes", () => {
    const text =
      "segment\tperiod\tplayer\tvalue\nEU\t2026-01-01\tmarket\t1,000\t900\t1,100\tUSD\tCensus\t2026-03-01\n";
    const [typed, ...more] = pasted(text);
    expect(more).toEqual([]);
    expect(typed && changesOf([], [{ key: "1", ...typed }]).write[0]).toMatchObject({
      segment: "EU",
      player: "market",
      value: 1000,
      low: 900,
      high: 1100,
    });
  });
});
