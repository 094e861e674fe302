import type { EChartsCoreOption } from "echarts/core";
import type { ChartColors } from "../colors.ts";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Names of events and values of properties are foreign text: never HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

export interface TooltipRow {
  color: string;
  name: string;
  value: string;
  /** Quieter remark behind the value, e.g. the share or the value before. */
  note?: string;
}

export function tooltipHtml(header: string, rows: readonly TooltipRow[], quiet: string): string {
  const lines = rows.map(
    ({ color, name, value, note }) =>
      `<div style="display:flex;gap:8px;align-items:center;margin-top:3px">
<span style="width:9px;height:9px;border-radius:3px;flex:none;background:${color}"></span>
<span style="max-width:220px;overflow:hidden;text-overflow:ellipsis">${escapeHtml(name)}</span>
<b style="margin-left:auto;padding-left:14px">${escapeHtml(value)}</b>${note ? `<span style="color:${quiet}">${escapeHtml(note)}</span>` : ""}</div>`,
  );
  return `<div style="font-weight:600">${escapeHtml(header)}</div>${lines.join("")}`;
}

export interface AxisChart {
  colors: ChartColors;
  /** Category names in order. */
  categories: readonly string[];
  /** Stands under the axis: unit of time and zone. */
  axisName: string;
  formatValue: (value: number) => string;
  tooltip: (index: number) => { header: string; rows: TooltipRow[] };
  series: EChartsCoreOption["series"];
  max?: number;
  min?: number;
  compact?: boolean;
  pointer?: "line" | "shadow";
}

/** Frame of every chart with a category axis below and values at the left. */
export function axisChart(chart: AxisChart): EChartsCoreOption {
  const { colors, categories, axisName, formatValue, tooltip, series, compact = false } = chart;
  const text = { color: colors.quiet, fontSize: 11.5, fontFamily: getFont() };
  return {
    textStyle: { fontFamily: getFont() },
    grid: { left: 6, right: 14, top: 14, bottom: compact || axisName === "" ? 6 : 26, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      axisPointer: {
        type: chart.pointer ?? "line",
        lineStyle: { color: colors.quiet, type: "dashed" },
        shadowStyle: { color: colors.isDark ? "rgba(255,255,255,0.05)" : "rgba(0,30,28,0.05)" },
      },
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.ink, fontSize: 12.5, fontFamily: getFont() },
      extraCssText: "border-radius:10px;box-shadow:0 6px 24px rgba(0,0,0,.12)",
      formatter: (params: unknown) => {
        const [first] = Array.isArray(params) ? (params as { dataIndex: number }[]) : [];
        if (!first) return "";
        const { header, rows } = tooltip(first.dataIndex);
        return tooltipHtml(header, rows, colors.quiet);
      },
    },
    xAxis: {
      type: "category",
      data: [...categories],
      name: compact ? "" : axisName,
      nameLocation: "middle",
      nameGap: 30,
      nameTextStyle: { ...text, fontSize: 11 },
      boundaryGap: chart.pointer === "shadow",
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: "value",
      ...(chart.max === undefined ? {} : { max: chart.max }),
      ...(chart.min === undefined ? {} : { min: chart.min }),
      splitNumber: compact ? 3 : 4,
      ...(chart.max === 1 ? { interval: compact ? 0.5 : 0.25 } : {}),
      axisLabel: { ...text, formatter: (value: number) => formatValue(value) },
      splitLine: { lineStyle: { color: colors.line } },
    },
    series,
  };
}

const getFont = () =>
  typeof document === "undefined" ? "sans-serif" : getComputedStyle(document.body).fontFamily;

/** Hatch over bars whose bucket is still running. */
export const hatch = (colors: ChartColors) => ({
  symbol: "rect",
  dashArrayX: [1, 0],
  dashArrayY: [3, 4],
  rotation: Math.PI / 4,
  color: colors.isDark ? "rgba(13,19,20,0.55)" : "rgba(255,255,255,0.6)",
});
