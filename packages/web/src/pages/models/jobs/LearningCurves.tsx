import type { LearningSeries } from "@lepton/server";
import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { seriesColor, useChartColors } from "../../../charts/colors.ts";
import { Legend } from "../../../charts/Legend.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import classes from "../models.module.css";
import { useWords } from "../useWords.ts";
import { type CurvePanel, curvePanels, pathOf } from "./panels.ts";

/** Losses while models train, a panel for each kind of model; one line for each of the models averaged. */
export function LearningCurves({ series }: { series: readonly LearningSeries[] }) {
  const panels = curvePanels(series);
  if (panels.length === 0) return null;
  return (
    <div className={classes.learning}>
      {panels.map((panel) => (
        <Panel key={panel.model} panel={panel} />
      ))}
    </div>
  );
}

const size = { width: 320, height: 110 };

function Panel({ panel }: { panel: CurvePanel }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const colors = useChartColors();
  const color = (name: string) => seriesColor(colors, name === "val_loss" ? 0 : 1);
  const label = t("learning.label", {
    model: words.estimator(panel.model),
    round: panel.rounds,
    loss: format.number(panel.last, 4),
  });
  return (
    <figure className={classes.learningPanel}>
      <Title order={4} size="h6" component="figcaption">
        {words.estimator(panel.model)}
      </Title>
      <div className={classes.learningPlane}>
        <Text size="xs" c="dimmed">
          {format.number(panel.high, 3)}
        </Text>
        <svg
          className={classes.learningLines}
          viewBox={`0 0 ${size.width} ${size.height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
        >
          {panel.lines.map((line) => (
            <path
              key={`${line.run} ${line.name}`}
              d={pathOf(line.points, panel, size)}
              fill="none"
              stroke={color(line.name)}
              strokeWidth={1.8}
              strokeOpacity={line.name === "val_loss" ? 0.9 : 0.55}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        <Text size="xs" c="dimmed">
          {format.number(panel.low, 3)}
        </Text>
      </div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Legend items={panel.names.map((name) => ({ color: color(name), name: t(`learning.${name}`) }))} />
    </figure>
  );
}
