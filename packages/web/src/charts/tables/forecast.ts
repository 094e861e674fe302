import type { ForecastReply } from "@lepton/server";
import { seriesNames } from "../trends.ts";
import { cells, type ResultTable, type Writer } from "./cells.ts";

/** The coming buckets with path and interval, one line after another. */
export function forecastTable(
  reply: ForecastReply,
  write: Writer,
  currency: string,
  levelName: string,
): ResultTable | null {
  const { number, bucket } = cells({ write, currency });
  const lines = reply.lines.flatMap((line) => (line.kind === "forecast" ? [line] : []));
  if (lines.length === 0) return null;
  const names = seriesNames(lines, write.t("other"));
  const isAlone = lines.length === 1;
  return {
    key: "forecast",
    title: write.t("table.forecast"),
    columns: [
      write.t("column.bucket"),
      ...(isAlone ? [] : [write.t("column.series")]),
      write.t("column.forecast"),
      write.t("column.forecastLow", { level: levelName }),
      write.t("column.forecastHigh", { level: levelName }),
    ],
    rows: lines.flatMap(({ buckets, mean, low, high }, i) =>
      buckets.map((start, h) => [
        bucket({ start }, reply.interval),
        ...(isAlone ? [] : [{ value: names[i] ?? "", shown: names[i] ?? "" }]),
        number(mean[h]),
        number(low[h]),
        number(high[h]),
      ]),
    ),
  };
}
