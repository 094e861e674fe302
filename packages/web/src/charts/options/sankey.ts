import type { ResultOf } from "@lepton/growth";
import type { EChartsCoreOption } from "echarts/core";
import { type ChartColors, seriesColor } from "../colors.ts";
import { tooltipHtml } from "./base.ts";

const nodeId = (step: number, name: string) => `${step}:${name}`;

interface Words {
  people: (count: number) => string;
  dropped: (count: number) => string;
}

/** Steps from left to right; a name has one colour in all steps. */
export function sankey(result: ResultOf<"paths">, colors: ChartColors, words: Words): EChartsCoreOption {
  const names = [...new Set(result.nodes.map(({ name }) => name))];
  const colorOf = (name: string) => seriesColor(colors, Math.max(0, names.indexOf(name)));
  const font = typeof document === "undefined" ? "sans-serif" : getComputedStyle(document.body).fontFamily;
  return {
    tooltip: {
      trigger: "item",
      confine: true,
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.ink, fontSize: 12.5, fontFamily: font },
      formatter: (params: unknown) => {
        const { dataType, data } = params as { dataType: string; data: Record<string, unknown> };
        const rest = Number(data.dropped ?? 0);
        return dataType === "edge"
          ? tooltipHtml(
              `${String(data.from)} → ${String(data.to)}`,
              [{ color: colorOf(String(data.to)), name: "", value: words.people(Number(data.value)) }],
              colors.quiet,
            )
          : tooltipHtml(
              String(data.label_),
              [
                {
                  color: colorOf(String(data.label_)),
                  name: "",
                  value: words.people(Number(data.people)),
                  ...(rest > 0 ? { note: words.dropped(rest) } : {}),
                },
              ],
              colors.quiet,
            );
      },
    },
    series: [
      {
        type: "sankey",
        id: "paths",
        left: 4,
        right: 150,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 14,
        draggable: false,
        layoutIterations: 24,
        emphasis: { focus: "adjacency" },
        label: {
          color: colors.ink,
          fontFamily: font,
          fontSize: 12,
          width: 140,
          overflow: "truncate",
          formatter: ({ data }: { data: { label_: string; shown: string } }) =>
            `${data.label_}  ${data.shown}`,
        },
        lineStyle: { color: "gradient", opacity: colors.isDark ? 0.32 : 0.24, curveness: 0.5 },
        data: result.nodes.map(({ step, name, people, dropped }) => ({
          name: nodeId(step, name),
          depth: step,
          itemStyle: { color: colorOf(name), borderWidth: 0 },
          label_: name,
          shown: words.people(people),
          people,
          dropped,
          step,
        })),
        links: result.edges.map(({ step, from, to, people }) => ({
          source: nodeId(step, from),
          target: nodeId(step + 1, to),
          value: people,
          from,
          to,
          step,
        })),
      },
    ],
  };
}
