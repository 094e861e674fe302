import { Button, Group, Menu, Stack, Text, Tooltip } from "@mantine/core";
import { IconArrowUpRight, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { OriginBadge } from "../../parts/OriginBadge.tsx";
import { VerdictBadge } from "../../parts/VerdictBadge.tsx";
import { formatMeasure } from "./format.ts";
import { MeasureAction } from "./MeasureAction.tsx";
import { MeasureBar } from "./MeasureBar.tsx";
import { type Behind, peopleBehind } from "./people.ts";
import classes from "./pmf.module.css";
import { TrendLine } from "./TrendLine.tsx";
import type { PmfMeasure } from "./types.ts";

export interface MeasureCardProps {
  measure: PmfMeasure;
  onPeople(behind: Behind): void;
  onInsight(question: unknown): void;
}

/** One measure: value, drawn interval, n, trend, threshold with its reason, verdict, and what lies behind. */
export function MeasureCard({ measure, onPeople, onInsight }: MeasureCardProps) {
  const { t } = useTranslation("pmf");
  const format = useFormat();
  const { currency } = useProject();
  const { id, value, unit, verdict, have, need, threshold } = measure;
  const show = (number: number | null) => formatMeasure(number, unit, format, currency);
  const name = t(`measure.${id}.name`);
  const low = show(value.low);
  const high = show(value.high);
  const groups = peopleBehind(measure);
  // Level 0: no sampling, but figures from sources that differ.
  const range =
    value.level > 0
      ? t("interval", { level: format.number(value.level * 100), low, high })
      : t("range", { low, high });
  const spread = value.low !== null && value.high !== null ? `${range} · ` : "";
  return (
    <article className={classes.measure} aria-label={name} data-measure={id}>
      <Stack gap={6} align="flex-start">
        <Tooltip label={t(`measure.${id}.what`)}>
          <Text fw={650} component="h3" tabIndex={0} m={0}>
            {name}
          </Text>
        </Tooltip>
        <Group gap={6}>
          <VerdictBadge verdict={verdict} counted={t(`need.${id}`, { have, need })} />
          {measure.simulated && <OriginBadge origin="simulated" />}
        </Group>
      </Stack>
      {verdict === "noData" ? (
        <div>
          <Text c="dimmed" mb="sm">
            {t(`noData.${id}`)}
          </Text>
          <MeasureAction id={id} />
        </div>
      ) : (
        <>
          <div>
            <div className={classes.value} data-muted={verdict === "notEnoughData" || undefined}>
              {show(value.value)}
            </div>
            <Text size="sm" c="dimmed" mt={4}>
              {spread}
              {t(`n.${id}`, { count: value.n })}
            </Text>
          </div>
          <div>
            <MeasureBar
              measure={measure}
              label={t("intervalPicture", {
                name,
                value: show(value.value),
                low,
                high,
                threshold: show(threshold.value),
              })}
            />
            <Text size="xs" fw={600} mt={4}>
              {t("threshold", { value: show(threshold.value) })}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`measure.${id}.${whyKey(measure)}`, { threshold: show(threshold.value) })}
            </Text>
          </div>
          <TrendLine measure={measure} label={t("trend", { name })} />
          <Group gap={4} mt="auto" className={classes.noPrint} data-no-picture>
            {groups.length === 1 && groups[0] && (
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconUsers size={15} />}
                onClick={() => groups[0] && onPeople(groups[0])}
              >
                {t("people")}
              </Button>
            )}
            {groups.length > 1 && (
              <Menu position="bottom-start">
                <Menu.Target>
                  <Button size="compact-sm" variant="subtle" leftSection={<IconUsers size={15} />}>
                    {t("people")}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {groups.map((behind) => (
                    <Menu.Item key={behind.label} onClick={() => onPeople(behind)}>
                      {t(behind.label)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            )}
            {measure.question !== null && measure.question !== undefined && (
              <Button
                size="compact-sm"
                variant="subtle"
                rightSection={<IconArrowUpRight size={15} />}
                onClick={() => onInsight(measure.question)}
              >
                {t("insight")}
              </Button>
            )}
          </Group>
        </>
      )}
    </article>
  );
}

/** The reason for a bar depends on where it was set and on the length of a period. */
function whyKey({ id, threshold, question }: PmfMeasure): string {
  if (id === "ellis" && threshold.value !== usualEllis) return "whyOwn";
  const isWeekly =
    typeof question === "object" &&
    question !== null &&
    "interval" in question &&
    question.interval === "week";
  return id === "retention" && isWeekly ? "whyWeek" : "why";
}

const usualEllis = 0.4;
