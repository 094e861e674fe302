import { useComputedColorScheme } from "@mantine/core";

/**
 * Colours of series, told apart by people with the common colour blindnesses as well; neighbours differ
 * in lightness. Each has a contrast of at least 3 with its background.
 */
const light = [
  "#0b7a70",
  "#d07a12",
  "#4456c7",
  "#b83a63",
  "#2f8fc4",
  "#6f7f1d",
  "#8446b8",
  "#5d6b78",
  "#a34a17",
  "#2f8a45",
];
const dark = [
  "#4fc3b0",
  "#f2b04e",
  "#93a2ff",
  "#f0819f",
  "#6cc0ee",
  "#b9c95a",
  "#c796ee",
  "#a6b3bf",
  "#e59768",
  "#7dcf8d",
];

export interface ChartColors {
  series: readonly string[];
  ink: string;
  quiet: string;
  line: string;
  surface: string;
  good: string;
  bad: string;
  warn: string;
  /** Statuses of lifecycle and growth accounting. */
  status: Record<"new" | "returning" | "resurrecting" | "dormant" | "expansion" | "contraction", string>;
  isDark: boolean;
}

export function chartColors(isDark: boolean): ChartColors {
  const series = isDark ? dark : light;
  return {
    series,
    ink: isDark ? "#dde6e5" : "#1b2526",
    quiet: isDark ? "#9aacaa" : "#5a6766",
    line: isDark ? "#2a3638" : "#e6e4dc",
    surface: isDark ? "#151d1f" : "#ffffff",
    good: isDark ? "#4fc3b0" : "#0b7a70",
    bad: isDark ? "#f0819f" : "#b83a63",
    warn: isDark ? "#f2b04e" : "#c27f12",
    status: isDark
      ? {
          new: "#4fc3b0",
          returning: "#93a2ff",
          resurrecting: "#f2b04e",
          dormant: "#f0819f",
          expansion: "#6cc0ee",
          contraction: "#e59768",
        }
      : {
          new: "#0b7a70",
          returning: "#4456c7",
          resurrecting: "#d99126",
          dormant: "#b83a63",
          expansion: "#2f8fc4",
          contraction: "#a34a17",
        },
    isDark,
  };
}

export function useChartColors(): ChartColors {
  return chartColors(useComputedColorScheme("light") === "dark");
}

export const seriesColor = (colors: ChartColors, index: number): string =>
  colors.series[index % colors.series.length] ?? colors.ink;
