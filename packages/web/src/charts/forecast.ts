import type { Bucket } from "@lepton/growth";
import type { ForecastedLine, ForecastReply } from "@lepton/server";
import type { ChartColors } from "./colors.ts";
import { bandSeries } from "./options/series.ts";

/** A forecast as a chart draws it. */
export interface ForecastOverlay {
  reply: ForecastReply;
  /** Also the paths that were forecast from earlier moments. */
  withRehearsals: boolean;
}
type LineName = Pick<ForecastedLine, "index" | "breakdown">;
type Values = (number | null)[];

/** The forecast of a line of the answer. */
export const lineOf = (reply: ForecastReply | undefined, { index, breakdown }: LineName) =>
  reply?.lines.find(
    (line): line is ForecastedLine =>
      line.kind === "forecast" && line.index === index && line.breakdown === breakdown,
  );

/** Starts on the axis: the answer's buckets, then those that only forecasts reach. */
export function axisStarts(buckets: readonly Bucket[], reply: ForecastReply | undefined): string[] {
  const starts = buckets.map(({ start }) => start);
  const known = new Set(starts);
  const coming = (reply?.lines ?? []).flatMap((line) => (line.kind === "forecast" ? line.buckets : []));
  return [...starts, ...[...new Set(coming)].filter((start) => !known.has(start)).sort()];
}

/** Values without the buckets that run still, where a forecast stands in their place. */
export const withoutRunning = (
  buckets: readonly Bucket[],
  values: readonly (number | null)[],
  line: ForecastedLine | undefined,
): Values =>
  values.map((value, i) =>
    line && buckets[i]?.complete === false && line.buckets.includes(buckets[i]?.start ?? "") ? null : value,
  );

interface OverlayInput {
  id: string;
  name: string;
  color: string;
  line: ForecastedLine;
  starts: readonly string[];
  /** Of the answer, by place on the axis. */
  values: readonly (number | null)[];
  withRehearsals: boolean;
  colors: ChartColors;
}

/** Dashed path inside its shaded interval, joined to the last value; anomalies and moved levels marked. */
export function forecastSeries(input: OverlayInput): object[] {
  const { id, name, color, line, starts, values, withRehearsals, colors } = input;
  const places = new Map(starts.map((start, i) => [start, i]));
  const spread = (buckets: readonly string[], path: readonly number[], from?: string): Values => {
    const out: Values = starts.map(() => null);
    const joint = from === undefined ? undefined : places.get(from);
    if (joint !== undefined) out[joint] = values[joint] ?? null;
    buckets.forEach((bucket, h) => {
      const at = places.get(bucket);
      if (at !== undefined) out[at] = path[h] ?? null;
    });
    return out;
  };
  const last = line.history.to;
  const path = {
    type: "line",
    symbol: "none",
    connectNulls: false,
    emphasis: { focus: "none" },
    itemStyle: { color },
  };
  const shifts = line.changePoints.flatMap(({ bucket }) => {
    const at = places.get(bucket);
    return at === undefined ? [] : [{ xAxis: at }];
  });
  const rehearsals = withRehearsals
    ? line.backtest.rehearsals.map(({ buckets, mean }, k) => ({
        ...path,
        id: `${id}~rehearsal${k}`,
        name,
        data: spread(buckets, mean),
        z: 2,
        lineStyle: { color: colors.quiet, width: 1.6, type: [2, 3], opacity: 0.95 },
      }))
    : [];
  return [
    ...bandSeries(
      `${id}~coming`,
      spread(line.buckets, line.low, last),
      spread(line.buckets, line.high, last),
      color,
    ),
    ...rehearsals,
    {
      ...path,
      id: `${id}~forecast`,
      name,
      data: spread(line.buckets, line.mean, last),
      z: 3,
      lineStyle: { color, width: 2.2, type: [7, 4] },
      ...(shifts.length > 0
        ? {
            markLine: {
              silent: true,
              symbol: "none",
              label: { show: false },
              lineStyle: { color: colors.warn, type: "solid", width: 1.2, opacity: 0.8 },
              data: shifts,
            },
          }
        : {}),
    },
    {
      ...path,
      id: `${id}~anomalies`,
      name,
      data: spread(
        line.anomalies.map(({ bucket }) => bucket),
        line.anomalies.map(({ value }) => value),
      ),
      showSymbol: true,
      symbol: "emptyCircle",
      symbolSize: 11,
      z: 5,
      lineStyle: { opacity: 0 },
      itemStyle: { color: colors.warn, borderWidth: 2 },
    },
  ];
}
