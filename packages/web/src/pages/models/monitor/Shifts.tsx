import type { Model, ModelMonitor, Shifted } from "@lepton/server";
import { Button, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { seriesColor, useChartColors } from "../../../charts/colors.ts";
import { Legend } from "../../../charts/Legend.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import classes from "../models.module.css";
import { Section } from "../quality/Section.tsx";
import { useWords } from "../useWords.ts";

const few = 6;

/** The newest scoring beside training, distribution by distribution: those that moved most first. */
export function Shifts({ model, monitor: { latest } }: { model: Model; monitor: ModelMonitor }) {
  const { t } = useTranslation("models");
  const colors = useChartColors();
  const [isWhole, setWhole] = useState(false);
  const pair = [colors.quiet, seriesColor(colors, 0)] as const;
  return (
    <Section title={t("monitor.shifts")} text={t("monitor.shiftsText")}>
      <Legend
        items={[
          { color: pair[0], name: t("monitor.reference") },
          { color: pair[1], name: t("monitor.now") },
        ]}
      />
      <div className={classes.shifts}>
        {(isWhole ? latest : latest.slice(0, few)).map((shift) => (
          <Shift key={shift.feature ?? "score"} model={model} shift={shift} colors={pair} />
        ))}
      </div>
      {latest.length > few && (
        <Button variant="subtle" size="xs" mt="sm" onClick={() => setWhole((now) => !now)}>
          {isWhole ? t("drivers.fewer") : t("monitor.all", { count: latest.length })}
        </Button>
      )}
    </Section>
  );
}

interface ShiftProps {
  model: Model;
  shift: Shifted;
  colors: readonly [string, string];
}

function Shift({ model, shift: { feature, reference, now, psi, ks }, colors }: ShiftProps) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const name = feature === null ? t("monitor.score") : words.feature(feature, model.inputs);
  const figures = [
    t("monitor.psi", { value: format.number(psi, 3) }),
    ...(ks === null ? [] : [t("monitor.ks", { value: format.number(ks, 3) })]),
  ].join(" · ");
  const most = Math.max(...reference, ...now, 1e-9);
  const width = 100 / reference.length;
  return (
    <figure className={classes.shift}>
      <Title order={3} size="h6" component="figcaption">
        {name}
      </Title>
      <svg
        className={classes.shiftBars}
        viewBox="0 0 100 60"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}. ${figures}`}
      >
        {[reference, now].flatMap((shares, side) =>
          shares.map((share, bin) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name than their place
              key={`${side} ${bin}`}
              x={bin * width + (side === 0 ? 0.08 : 0.5) * width}
              y={60 - (60 * share) / most}
              width={0.4 * width}
              height={(60 * share) / most}
              fill={colors[side as 0 | 1]}
            />
          )),
        )}
      </svg>
      <Text size="xs" c="dimmed">
        {figures}
      </Text>
    </figure>
  );
}
