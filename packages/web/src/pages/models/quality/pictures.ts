import type { Model } from "@lepton/server";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { seriesColor, useChartColors } from "../../../charts/colors.ts";
import { useFormat } from "../../../i18n/useFormat.ts";
import { lift, precisionRecall, testShare, yAt } from "../curves.ts";
import { headlineShare } from "../headline.ts";
import { useWords } from "../useWords.ts";
import type { PlaneLine } from "./plane.ts";

const diagonal = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
];
const level = (y: number) => [
  { x: 0, y },
  { x: 1, y },
];
/** Below this share of people a lift says more of chance than of the model. */
const leastShare = 0.01;

/** The pictures that a model's curves allow. Precision–recall and lift follow from the others. */
export function usePictures(model: Model) {
  const { t } = useTranslation("models");
  const format = useFormat();
  const words = useWords();
  const colors = useChartColors();
  const { roc, gain, baselineGain, calibration } = model.curves;
  const baselineName = words.estimator(model.verdict.baseline);
  return useMemo(() => {
    const share = testShare(model);
    const line = (points: PlaneLine["points"], rest: Partial<PlaneLine> = {}): PlaneLine => ({
      name: t("curves.model"),
      color: seriesColor(colors, 0),
      points,
      ...rest,
    });
    const chance = (points: PlaneLine["points"], name: string): PlaneLine => ({
      name,
      color: colors.quiet,
      points,
      isDashed: true,
    });
    const beside = (points: PlaneLine["points"] | null | undefined): PlaneLine[] =>
      points ? [line(points, { name: baselineName, color: seriesColor(colors, 1) })] : [];
    const picture = (key: string, lines: PlaneLine[], values: Record<string, string> = {}, yMax = 1) => ({
      key,
      lines,
      yMax,
      isRatio: key === "lift",
      name: t(`curves.${key}.name`),
      xName: t(`curves.${key}.x`),
      yName: t(`curves.${key}.y`),
      text: t(`curves.${key}.text`, values),
    });
    const lifted = gain && lift(gain).filter(({ x }) => x >= leastShare);
    return [
      ...(gain
        ? [
            picture("gain", [line(gain), ...beside(baselineGain), chance(diagonal, t("curves.chance"))], {
              top: format.share(headlineShare, 0),
              found: format.share(yAt(gain, headlineShare), 0),
            }),
          ]
        : []),
      ...(calibration
        ? [
            picture("calibration", [
              line(
                calibration.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
                {
                  name: t("curves.groups"),
                  spread: calibration.map(({ predicted, low, high }) => ({ x: predicted, low, high })),
                },
              ),
              chance(diagonal, t("curves.honest")),
            ]),
          ]
        : []),
      ...(roc
        ? [
            picture("roc", [line(roc), chance(diagonal, t("curves.chance"))]),
            picture("pr", [line(precisionRecall(roc, share)), chance(level(share), t("curves.everybody"))], {
              share: format.share(share),
            }),
          ]
        : []),
      ...(lifted && lifted.length > 0
        ? [
            picture(
              "lift",
              [
                line(lifted),
                ...beside(baselineGain && lift(baselineGain).filter(({ x }) => x >= leastShare)),
                chance(level(1), t("curves.chance")),
              ],
              { top: format.share(headlineShare, 0), times: format.number(yAt(lifted, headlineShare), 1) },
              Math.ceil(Math.max(1.5, ...lifted.map(({ y }) => y))),
            ),
          ]
        : []),
    ];
  }, [model, roc, gain, baselineGain, calibration, colors, format, baselineName, t]);
}
