import type { EChartsCoreOption } from "echarts/core";
import type { ChartColors } from "../../../charts/colors.ts";
import { tooltipHtml } from "../../../charts/options/base.ts";
import type { Point } from "../curves.ts";

export interface PlaneLine {
  name: string;
  color: string;
  points: readonly Point[];
  isDashed?: boolean;
  /** Dots with a vertical interval instead of a line. */
  spread?: readonly { x: number; low: number; high: number }[];
}

export interface PlaneChart {
  colors: ChartColors;
  xName: string;
  yName: string;
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  /** Largest y; 1 for shares. */
  yMax: number;
  lines: readonly PlaneLine[];
}

/** Frame of a picture whose two axes are numbers: x is a share in [0, 1]. */
export function planeChart({
  colors,
  xName,
  yName,
  formatX,
  formatY,
  yMax,
  lines,
}: PlaneChart): EChartsCoreOption {
  const fontFamily =
    typeof document === "undefined" ? "sans-serif" : getComputedStyle(document.body).fontFamily;
  const text = { color: colors.quiet, fontSize: 11.5, fontFamily };
  const axis = {
    type: "value",
    min: 0,
    nameLocation: "middle",
    nameTextStyle: { ...text, fontSize: 11 },
    axisLine: { show: false },
    splitLine: { lineStyle: { color: colors.line } },
  };
  return {
    textStyle: { fontFamily },
    grid: { left: 26, right: 16, top: 12, bottom: 26, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      axisPointer: { type: "line", lineStyle: { color: colors.quiet, type: "dashed" } },
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.ink, fontSize: 12.5, fontFamily },
      extraCssText: "border-radius:10px;box-shadow:0 6px 24px rgba(0,0,0,.12)",
      formatter: (params: unknown) => {
        const found = (Array.isArray(params) ? params : []) as {
          seriesId?: string;
          value: [number, number];
        }[];
        const [first] = found;
        if (!first) return "";
        const rows = found.flatMap(({ seriesId, value }) => {
          const line = lines.find(({ name }) => name === seriesId);
          return line ? [{ color: line.color, name: line.name, value: formatY(value[1]) }] : [];
        });
        return tooltipHtml(`${xName}: ${formatX(first.value[0])}`, rows, colors.quiet);
      },
    },
    xAxis: {
      ...axis,
      max: 1,
      interval: 0.25,
      name: xName,
      nameGap: 28,
      axisLabel: { ...text, formatter: (value: number) => formatX(value) },
    },
    yAxis: {
      ...axis,
      max: yMax,
      ...(yMax === 1 ? { interval: 0.25 } : { splitNumber: 4 }),
      name: yName,
      nameGap: 46,
      axisLabel: { ...text, formatter: (value: number) => formatY(value) },
    },
    series: lines.flatMap((line) => [...spreadOf(line), seriesOf(line)]),
  };
}

function seriesOf({ name, color, points, isDashed = false, spread }: PlaneLine): object {
  return {
    type: "line",
    id: name,
    name,
    data: points.map(({ x, y }) => [x, y]),
    symbol: "circle",
    symbolSize: 8,
    showSymbol: spread !== undefined,
    itemStyle: { color },
    lineStyle: { color, width: isDashed ? 1.5 : 2.2, type: isDashed ? [5, 5] : "solid" },
    emphasis: { focus: "none" },
    z: isDashed ? 2 : 3,
  };
}

/** Each interval is a short line of its own. */
const spreadOf = ({ name, color, spread = [] }: PlaneLine): object[] =>
  spread.map(({ x, low, high }, i) => ({
    type: "line",
    id: `${name}~${i}`,
    data: [
      [x, low],
      [x, high],
    ],
    symbol: "none",
    silent: true,
    tooltip: { show: false },
    lineStyle: { color, width: 1.5, opacity: 0.55 },
    z: 2,
  }));
