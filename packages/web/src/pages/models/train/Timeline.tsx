import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../models.module.css";
import { cutoffsOf } from "./cutoffs.ts";

interface TimelineProps {
  spanDays: number;
  horizonDays: number;
  count: number;
  everyDays: number | null;
}

/** How the past is asked: at each cutoff what is known is held against the horizon after it. */
export function Timeline({ spanDays, ...asked }: TimelineProps) {
  const { t } = useTranslation("models");
  const cutoffs = cutoffsOf(spanDays, asked);
  const percent = (days: number) => `${(100 * days) / spanDays}%`;
  const learning = cutoffs.filter(({ isTest }) => !isTest).length;
  if (learning === 0)
    return (
      <Text size="sm" c="red" role="alert">
        {t("train.tooLong", { days: asked.horizonDays, span: Math.floor(spanDays) })}
      </Text>
    );
  return (
    <figure className={classes.timeline}>
      <div className={classes.timelineRows} role="img" aria-label={t("train.timeline", { count: learning })}>
        {cutoffs.map(({ day, isTest }) => (
          <div key={day} className={classes.timelineRow} data-test={isTest || undefined}>
            <span className={classes.known} style={{ width: percent(day) }} />
            <span
              className={classes.horizon}
              style={{ left: percent(day), width: percent(asked.horizonDays) }}
            />
          </div>
        ))}
        <div className={classes.timelineRow}>
          <span className={classes.known} style={{ width: "100%" }} />
          <span className={classes.now} />
        </div>
      </div>
      <Group justify="space-between" aria-hidden>
        <Text size="xs" c="dimmed">
          {t("train.daysAgo", { count: Math.floor(spanDays) })}
        </Text>
        <Text size="xs" c="dimmed">
          {t("train.today")}
        </Text>
      </Group>
      <figcaption>
        <Group gap="md" mt={4}>
          <Key name={t("train.known")} className={classes.known} />
          <Key name={t("train.outcome")} className={classes.horizon} />
          <Key name={t("train.test")} className={classes.horizon} isTest />
        </Group>
        <Text size="xs" c="dimmed" mt={6}>
          {t("train.timelineText", { count: learning, days: asked.horizonDays })}
        </Text>
      </figcaption>
    </figure>
  );
}

function Key({
  name,
  className,
  isTest,
}: {
  name: string;
  className?: string | undefined;
  isTest?: boolean;
}) {
  return (
    <Group gap={6} wrap="nowrap">
      <span className={classes.timelineRow} data-test={isTest || undefined} data-key>
        <span className={className} style={{ left: 0, width: "100%" }} />
      </span>
      <Text size="xs">{name}</Text>
    </Group>
  );
}
