import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { useChartColors } from "../colors.ts";
import { EChart } from "../EChart.tsx";
import { sankey } from "../options/sankey.ts";
import type { ViewProps } from "../types.ts";

/** What people do next, as streams from step to step. */
export function PathsView({ result, height, onPick }: ViewProps<"paths">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const option = useMemo(
    () =>
      sankey(result, colors, {
        people: format.compact,
        dropped: (count) => t("paths.dropped", { count, shown: format.number(count) }),
      }),
    [result, colors, format, t],
  );
  const tallest = Math.max(
    1,
    ...result.nodes.map(({ step }) => result.nodes.filter((one) => one.step === step).length),
  );
  return (
    <EChart
      option={option}
      height={Math.max(height, tallest * 42)}
      label={t("label.paths")}
      {...(onPick
        ? {
            onMark: ({ data }) => {
              const mark = data as { step?: number; from?: string; to?: string; label_?: string };
              if (mark.step === undefined) return;
              if (mark.from !== undefined && mark.to !== undefined)
                onPick(
                  { kind: "paths", step: mark.step, from: mark.from, to: mark.to },
                  `${mark.from} → ${mark.to}`,
                );
              else if (mark.label_ !== undefined)
                onPick(
                  { kind: "paths", step: mark.step, from: mark.label_, to: null },
                  `${mark.step + 1}. ${mark.label_}`,
                );
            },
          }
        : {})}
    />
  );
}
