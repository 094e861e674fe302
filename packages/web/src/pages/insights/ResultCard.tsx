import type { PeoplePoint } from "@lepton/growth";
import type { ForecastSpecInput } from "@lepton/server";
import {
  ActionIcon,
  Alert,
  Box,
  Button,
  Card,
  Group,
  Loader,
  Menu,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  Tooltip,
} from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import {
  IconChartDots3,
  IconCode,
  IconDownload,
  IconPhoto,
  IconPlayerStop,
  IconRefresh,
  IconTable,
} from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useForecast } from "../../api/hooks/forecast.ts";
import { useProject } from "../../app/project.tsx";
import { toCsv } from "../../charts/csv.ts";
import { DataTable } from "../../charts/DataTable.tsx";
import { downloadPng, downloadText } from "../../charts/download.ts";
import { isEmptyResult, ResultView } from "../../charts/ResultView.tsx";
import type { Asked } from "../../charts/types.ts";
import { useTables } from "../../charts/useTables.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { useServerText } from "../../i18n/useServerText.ts";
import { DateRangePicker } from "../../parts/DateRangePicker.tsx";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { IntervalPicker } from "../../parts/IntervalPicker.tsx";
import { PeopleDrawer, type Picked } from "../../parts/PeopleDrawer.tsx";
import { SqlDrawer } from "../../parts/SqlDrawer.tsx";
import { missing } from "./defaults.ts";
import { ForecastPanel } from "./forecast/ForecastPanel.tsx";
import { TargetSentence } from "./forecast/TargetSentence.tsx";
import { useForecastTable } from "./forecast/useForecastTable.ts";
import { intervalsOf, viewsOf } from "./options.ts";
import type { View } from "./search.ts";
import { useRun } from "./useRun.ts";

interface ResultCardProps {
  question: Asked;
  title: string;
  view: View | undefined;
  sql: boolean;
  /** How the trends go on; null: not asked. */
  forecast: ForecastSpecInput | null;
  withRehearsals: boolean;
  onForecast: (spec: ForecastSpecInput | null) => void;
  onRehearsals: (shown: boolean) => void;
  onChange: (question: Asked) => void;
  onView: (view: View) => void;
  onSql: (open: boolean) => void;
}

const chartHeight = 360;

/** The right side: range and drawing, the picture, the numbers, and everything behind them. */
export function ResultCard(props: ResultCardProps) {
  const { question, title, view, sql, forecast, withRehearsals } = props;
  const { onChange, onView, onSql, onForecast, onRehearsals } = props;
  const { t } = useTranslation("insights");
  const project = useProject();
  const card = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState<Picked | null>(null);
  const lacks = missing(question);
  const run = useRun(project.id, lacks ? null : question);
  const answer = lacks ? undefined : run.data;
  const hasAnswer = answer !== undefined && !isEmptyResult(answer.result);
  const coming = useForecast(project.id, forecast && hasAnswer ? question : null, forecast);
  const forecastTable = useForecastTable(coming.data);
  const told = useTables(answer?.result, question);
  const tables = useMemo(() => (forecastTable ? [...told, forecastTable] : told), [told, forecastTable]);
  const overlay = useMemo(
    () => (coming.data ? { reply: coming.data, withRehearsals } : undefined),
    [coming.data, withRehearsals],
  );
  const onPick = useMemo(
    () => (point: PeoplePoint, label: string) => setPicked({ question, point, label }),
    [question],
  );
  useHotkeys([["mod+Enter", run.again]], []);
  return (
    <Stack gap="md" miw={0}>
      <Card ref={card} p={{ base: "md", md: "lg" }}>
        <Stack gap="md">
          <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap" data-no-picture>
            <Controls
              question={question}
              view={view}
              forecast={forecast}
              onChange={onChange}
              onView={onView}
              onForecast={onForecast}
            />
            <Group gap={4} wrap="nowrap">
              <Act label={t("act.refresh")} onClick={run.again} disabled={!answer || run.isFetching}>
                <IconRefresh size={17} />
              </Act>
              <Act label={t("act.sql")} onClick={() => onSql(true)} disabled={!answer}>
                <IconCode size={17} />
              </Act>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" aria-label={t("act.download")} disabled={!answer}>
                    <IconDownload size={17} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item
                    leftSection={<IconPhoto size={16} />}
                    onClick={() => card.current && void downloadPng(title, card.current)}
                  >
                    {t("act.png")}
                  </Menu.Item>
                  {tables.map((table) => (
                    <Menu.Item
                      key={table.key}
                      leftSection={<IconTable size={16} />}
                      onClick={() =>
                        downloadText(
                          `${title} ${table.title}`,
                          "csv",
                          toCsv(
                            table.columns,
                            table.rows.map((row) => row.map(({ value }) => value)),
                          ),
                        )
                      }
                    >
                      {t("act.csv", { table: table.title })}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            </Group>
          </Group>
          <Box aria-live="polite" pos="relative">
            {lacks ? (
              <EmptyState icon={IconChartDots3} title={t("missing.title")}>
                {t(`missing.${lacks}`)}
              </EmptyState>
            ) : run.isError && !run.isPlaceholderData ? (
              <ErrorState error={run.error} onRetry={() => run.refetch()} />
            ) : run.isStopped ? (
              <EmptyState
                icon={IconPlayerStop}
                title={t("run.stopped")}
                actions={<Button onClick={() => run.refetch()}>{t("run.again")}</Button>}
              >
                {t("run.stoppedText")}
              </EmptyState>
            ) : !answer ? (
              <Skeleton height={chartHeight + 60} radius="md" aria-busy="true" />
            ) : isEmptyResult(answer.result) ? (
              <NothingFound question={question} onChange={onChange} />
            ) : (
              <Box style={{ opacity: run.isPlaceholderData ? 0.45 : 1, transition: "opacity 150ms" }}>
                {view === "table" ? null : (
                  <ResultView
                    result={answer.result}
                    question={question}
                    timezone={answer.timezone}
                    currency={project.currency}
                    height={chartHeight}
                    view={view}
                    forecast={overlay}
                    onPick={onPick}
                  />
                )}
              </Box>
            )}
            {run.isFetching && <Running elapsedMs={run.elapsedMs} onStop={run.stop} />}
          </Box>
          {coming.data && <TargetSentence reply={coming.data} />}
          {answer && <Footer answer={answer} />}
        </Stack>
      </Card>
      {forecast && hasAnswer && question.kind === "trends" && (
        <ForecastPanel
          run={coming}
          spec={forecast}
          interval={question.interval ?? "day"}
          withRehearsals={withRehearsals}
          onChange={onForecast}
          onRehearsals={onRehearsals}
        />
      )}
      {hasAnswer && (
        <Card p={{ base: "sm", md: "md" }}>
          <DataTable tables={tables} onPick={onPick} />
        </Card>
      )}
      <PeopleDrawer picked={picked} onClose={() => setPicked(null)} />
      <SqlDrawer sql={answer?.sql ?? []} opened={sql && answer !== undefined} onClose={() => onSql(false)} />
    </Stack>
  );
}

function Act({
  label,
  onClick,
  disabled,
  children,
}: {
  label: string;
  onClick: () => void;
  disabled: boolean;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick} disabled={disabled}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

type ControlsProps = Pick<
  ResultCardProps,
  "question" | "view" | "forecast" | "onChange" | "onView" | "onForecast"
>;

function Controls({ question, view, forecast, onChange, onView, onForecast }: ControlsProps) {
  const { t } = useTranslation(["insights", "forecast"]);
  const intervals = intervalsOf(question);
  const drawn = viewsOf(question);
  return (
    <Group gap="xs">
      <DateRangePicker
        value={question.range ?? (question.kind === "marketShare" ? { from: "all" } : {})}
        onChange={(range) => onChange({ ...question, range } as Asked)}
      />
      {intervals && (
        <IntervalPicker
          value={intervals.value}
          options={intervals.options}
          onChange={(interval) => onChange({ ...question, [intervals.field]: interval } as Asked)}
        />
      )}
      {question.kind === "trends" && (
        <Select
          w={158}
          aria-label={t("compare.label")}
          data={["none", "previous", "yearBefore"].map((value) => ({ value, label: t(`compare.${value}`) }))}
          value={question.compare ?? "none"}
          onChange={(next) =>
            onChange({
              ...question,
              compare: next === "previous" || next === "yearBefore" ? next : undefined,
            })
          }
        />
      )}
      {question.kind === "trends" && (
        <Switch
          label={t("forecast:switch")}
          checked={forecast !== null}
          onChange={({ currentTarget }) => onForecast(currentTarget.checked ? {} : null)}
        />
      )}
      {drawn.length > 1 && (
        <SegmentedControl
          aria-label={t("view.label")}
          data={drawn.map((value) => ({
            value,
            label: t(`view.${question.kind === "funnel" && value === "line" ? "overTime" : value}`),
          }))}
          value={view && drawn.includes(view) ? view : (drawn[0] ?? "line")}
          onChange={(next) => {
            const chosen = drawn.find((one) => one === next);
            if (!chosen) return;
            onView(chosen);
            if (question.kind === "funnel" && chosen === "line" && !question.trend)
              onChange({ ...question, trend: "day" });
          }}
        />
      )}
    </Group>
  );
}

/** How long it has been running, and the way to stop it: never a spinner alone. */
function Running({ elapsedMs, onStop }: { elapsedMs: number; onStop: () => void }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  if (elapsedMs < 300) return null;
  return (
    <Group
      pos="absolute"
      top={8}
      right={8}
      gap={8}
      px={12}
      py={6}
      role="status"
      data-no-picture
      style={{
        background: "var(--lepton-surface)",
        border: "1px solid var(--lepton-line)",
        borderRadius: 999,
      }}
    >
      <Loader size={14} />
      <Text size="sm">{t("run.elapsed", { seconds: format.number(Math.round(elapsedMs / 100) / 10) })}</Text>
      <Button
        size="compact-xs"
        variant="subtle"
        color="red"
        leftSection={<IconPlayerStop size={12} />}
        onClick={onStop}
      >
        {t("run.stop")}
      </Button>
    </Group>
  );
}

function NothingFound({ question, onChange }: Pick<ResultCardProps, "question" | "onChange">) {
  const { t } = useTranslation("insights");
  const isAll = question.range?.from === "all";
  return (
    <EmptyState
      icon={IconChartDots3}
      title={t("nothing.title")}
      actions={
        isAll ? undefined : (
          <Button
            variant="light"
            onClick={() => onChange({ ...question, range: { from: "all", to: null } } as Asked)}
          >
            {t("nothing.allTime")}
          </Button>
        )
      }
    >
      {t(
        question.kind === "marketShare"
          ? "nothing.market"
          : question.kind === "survey" || question.kind.startsWith("pmf")
            ? "nothing.survey"
            : "nothing.text",
      )}
    </EmptyState>
  );
}

function Footer({ answer }: { answer: NonNullable<ReturnType<typeof useRun>["data"]> }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const told = useServerText();
  return (
    <Stack gap="xs">
      {answer.warnings.map((warning) => (
        <Alert key={`${warning.code}-${warning.text}`} color="honey" variant="light" p="xs">
          {told.warning(warning)}
        </Alert>
      ))}
      <Text size="xs" c="dimmed">
        {t("footer.computed", {
          at: format.instant(answer.computedAt, answer.timezone),
          zone: answer.timezone,
          ms: format.number(Math.round(answer.elapsedMs)),
        })}
        {answer.cached && ` · ${t("footer.cached")}`}
      </Text>
    </Stack>
  );
}
