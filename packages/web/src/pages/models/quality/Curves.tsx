import type { Model } from "@lepton/server";
import { Paper, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useChartColors } from "../../../charts/colors.ts";
import { EChart } from "../../../charts/EChart.tsx";
import { Legend } from "../../../charts/Legend.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import classes from "../models.module.css";
import { usePictures } from "./pictures.ts";
import { type PlaneLine, planeChart } from "./plane.ts";

/** Evaluation pictures, each with one sentence on how to read it. */
export function Curves({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const pictures = usePictures(model);
  if (pictures.length === 0) return null;
  return (
    <section aria-labelledby="curves">
      <Title order={2} size="h3" mb="sm" id="curves">
        {t("curves.title")}
      </Title>
      <div className={classes.curves}>
        {pictures.map(({ key, ...picture }) => (
          <Curve key={key} {...picture} />
        ))}
      </div>
    </section>
  );
}

interface CurveProps {
  lines: PlaneLine[];
  name: string;
  xName: string;
  yName: string;
  text: string;
  yMax: number;
  isRatio: boolean;
}

function Curve({ lines, name, xName, yName, text, yMax, isRatio }: CurveProps) {
  const colors = useChartColors();
  const format = useFormat();
  const option = useMemo(
    () =>
      planeChart({
        colors,
        lines,
        xName,
        yName,
        yMax,
        formatX: (value) => format.share(value, 0),
        formatY: (value) => (isRatio ? `${format.number(value, 1)}×` : format.share(value, 0)),
      }),
    [colors, lines, xName, yName, yMax, isRatio, format],
  );
  return (
    <Paper p="md">
      <Title order={3} size="h4">
        {name}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {text}
      </Text>
      <EChart option={option} height={260} label={`${name}. ${text}`} />
      <Legend items={lines.map(({ color, name: label, isDashed }) => ({ color, name: label, isDashed }))} />
    </Paper>
  );
}
