import type { DeleteMarketRequest, MarketRow } from "@lepton/server";

/** A row of the table while it is typed: numbers are text until they are saved. */
export interface TypedRow {
  /** Stays the same while the row is edited. */
  key: string;
  segment: string;
  period: string;
  player: string;
  value: string;
  low: string;
  high: string;
  unit: string;
  source: string;
  asOf: string;
}
export const fields = [
  "segment",
  "period",
  "player",
  "value",
  "low",
  "high",
  "unit",
  "source",
  "asOf",
] as const;
export type Field = (typeof fields)[number];

const identity = ({ segment, period, player }: Pick<MarketRow, "segment" | "period" | "player">) =>
  JSON.stringify([segment, period, player]);

export const typedOf = (row: MarketRow): TypedRow => ({
  key: identity(row),
  segment: row.segment,
  period: row.period,
  player: row.player,
  value: String(row.value),
  low: row.low === null ? "" : String(row.low),
  high: row.high === null ? "" : String(row.high),
  unit: row.unit,
  source: row.source,
  asOf: row.asOf,
});

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const numberOf = (text: string): number | null => {
  const plain = text.trim().replace(/[\s,](?=\d{3}(\D|$))/g, "");
  return plain === "" || !Number.isFinite(Number(plain)) ? null : Number(plain);
};

/** Fields that cannot be saved as they stand. */
export function faultsOf(row: TypedRow): Field[] {
  const value = numberOf(row.value);
  const low = numberOf(row.low);
  const high = numberOf(row.high);
  const isBad = (text: string, number: number | null) =>
    text.trim() !== "" && (number === null || number < 0);
  return [
    ...(isDay(row.period) ? [] : (["period"] as const)),
    ...(row.player.trim() ? [] : (["player"] as const)),
    ...(value === null || value < 0 ? (["value"] as const) : []),
    ...(isBad(row.low, low) || (low !== null && value !== null && low > value) ? (["low"] as const) : []),
    ...(isBad(row.high, high) || (high !== null && value !== null && high < value)
      ? (["high"] as const)
      : []),
    ...(row.unit.trim() ? [] : (["unit"] as const)),
    ...(row.source.trim() ? [] : (["source"] as const)),
    ...(isDay(row.asOf) ? [] : (["asOf"] as const)),
  ];
}

const rowOf = (row: TypedRow): MarketRow => ({
  segment: row.segment.trim(),
  period: row.period,
  player: row.player.trim(),
  value: numberOf(row.value) ?? 0,
  low: numberOf(row.low),
  high: numberOf(row.high),
  unit: row.unit.trim(),
  source: row.source.trim(),
  asOf: row.asOf,
});

/** What must be written and what removed so that the stored table becomes the typed one. */
export function changesOf(
  stored: readonly MarketRow[],
  typed: readonly TypedRow[],
): { write: MarketRow[]; remove: DeleteMarketRequest["rows"] } {
  const before = new Map(stored.map((row) => [identity(row), row]));
  const after = new Map(typed.map((row) => [identity(rowOf(row)), rowOf(row)]));
  const same = (a: MarketRow, b: MarketRow) => JSON.stringify(typedOf(a)) === JSON.stringify(typedOf(b));
  return {
    write: [...after].flatMap(([key, row]) => {
      const old = before.get(key);
      return old && same(old, row) ? [] : [row];
    }),
    remove: [...before]
      .filter(([key]) => !after.has(key))
      .map(([, { segment, period, player }]) => ({ segment, period, player })),
  };
}

/** Rows pasted from a spreadsheet: tab-separated, columns in the order of the table; a header line is skipped. */
export function pasted(text: string): Omit<TypedRow, "key">[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => line.split("\t").map((cell) => cell.trim()))
    .filter((cells) => cells.length > 1 && isDay(cells[1] ?? ""))
    .map((cells) => {
      const [
        segment = "",
        period = "",
        player = "",
        value = "",
        low = "",
        high = "",
        unit = "",
        source = "",
        asOf = "",
      ] = cells;
      return { segment, period, player, value, low, high, unit, source, asOf };
    });
}
