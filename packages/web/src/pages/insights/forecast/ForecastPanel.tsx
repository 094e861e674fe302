import type { Interval } from "@lepton/growth";
import type { ForecastSpecInput } from "@lepton/server";
import { Button, Card, Group, Progress, SegmentedControl, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastRun } from "../../../api/hooks/forecast.ts";
import { seriesNames } from "../../../charts/trends.ts";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { useElapsed } from "../useRun.ts";
import { ForecastControls } from "./ForecastControls.tsx";
import { LineReport } from "./LineReport.tsx";
import { TooShort } from "./TooShort.tsx";

interface ForecastPanelProps {
  run: ForecastRun;
  spec: ForecastSpecInput;
  interval: Interval;
  withRehearsals: boolean;
  onChange: (spec: ForecastSpecInput) => void;
  onRehearsals: (shown: boolean) => void;
}

/** Under the chart: the controls of its forecast, and why it may be trusted or not. */
export function ForecastPanel({
  run,
  spec,
  interval,
  withRehearsals,
  onChange,
  onRehearsals,
}: ForecastPanelProps) {
  const { t } = useTranslation("forecast");
  const [chosen, setChosen] = useState("0");
  const reply = run.data;
  const names = reply ? seriesNames(reply.lines, t("other")) : [];
  const line = reply?.lines[Number(chosen)] ?? reply?.lines[0];
  return (
    <Card p={{ base: "md", md: "lg" }} component="section" aria-label={t("title")}>
      <Stack gap="md">
        <Title order={3}>{t("title")}</Title>
        <ForecastControls
          spec={spec}
          horizon={reply?.horizon}
          interval={interval}
          withRehearsals={withRehearsals}
          onChange={onChange}
          onRehearsals={onRehearsals}
        />
        {run.isFetching && <Working run={run} />}
        {run.isError && !run.isFetching && (
          <ErrorState error={run.error} onRetry={() => run.refetch()} compact />
        )}
        {run.isStopped && (
          <Group>
            <Text size="sm">{t("run.stopped")}</Text>
            <Button size="xs" variant="light" onClick={() => run.refetch()}>
              {t("run.again")}
            </Button>
          </Group>
        )}
        {reply && names.length > 1 && (
          <SegmentedControl
            aria-label={t("line")}
            data={names.map((label, i) => ({ value: String(i), label }))}
            value={reply.lines[Number(chosen)] ? chosen : "0"}
            onChange={setChosen}
          />
        )}
        {reply && line?.kind === "short" && (
          <TooShort line={line} reply={reply} onHorizon={(horizon) => onChange({ ...spec, horizon })} />
        )}
        {reply && line?.kind === "forecast" && <LineReport line={line} reply={reply} />}
        {reply?.lines.length === 0 && <Text size="sm">{t("short.nothing")}</Text>}
        {!reply && run.isFetching && <Skeleton height={180} radius="md" />}
      </Stack>
    </Card>
  );
}

/** How far the rehearsals on the past are, and the way to stop them. */
function Working({ run }: { run: ForecastRun }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const elapsedMs = useElapsed(run.isFetching, "forecast");
  if (elapsedMs < 300) return null;
  return (
    <Group gap="sm" role="status" data-no-picture>
      <Progress
        flex={1}
        value={Math.max(4, 100 * run.progress)}
        animated={run.progress === 0}
        aria-label={t("run.working")}
      />
      <Text size="sm">{t("run.elapsed", { seconds: format.number(Math.round(elapsedMs / 100) / 10) })}</Text>
      <Button
        size="compact-xs"
        variant="subtle"
        color="red"
        leftSection={<IconPlayerStop size={12} aria-hidden />}
        onClick={() => void run.stop()}
      >
        {t("run.stop")}
      </Button>
    </Group>
  );
}
