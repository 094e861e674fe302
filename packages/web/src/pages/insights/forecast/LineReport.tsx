import type { ForecastedLine, ForecastReply } from "@lepton/server";
import { Alert, List, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import { useServerText } from "../../../i18n/useServerText.ts";
import { BacktestTable } from "./BacktestTable.tsx";
import { useForecastWords } from "./useWords.ts";

const mostListed = 6;
/** What is told, but warns of nothing. */
const plain = new Set(["FORECAST_RUNNING", "FORECAST_LINES", "FORECAST_REST"]);

/** How far one line's forecast may be trusted, and what stood out in its past. */
export function LineReport({ line, reply }: { line: ForecastedLine; reply: ForecastReply }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const told = useServerText();
  const words = useForecastWords(reply.interval);
  const { coverage, rehearsals } = line.backtest;
  const { anomalies, changePoints, history, warnings } = line;
  return (
    <Stack gap="sm">
      <Text fw={600}>{words.verdict(line, reply.horizon)}</Text>
      {[...reply.warnings, ...warnings].map((warning) => (
        <Alert key={warning.code} color={plain.has(warning.code) ? "gray" : "honey"} variant="light" p="xs">
          {told.warning(warning)}
        </Alert>
      ))}
      <Text size="sm">
        {t("report.learnt", {
          points: words.steps(history.points),
          from: words.bucket(history.from),
          to: words.bucket(history.to),
        })}{" "}
        {t("report.coverage", {
          level: words.percent(coverage.level),
          share: words.percent(coverage.share),
          steps: format.number(coverage.n),
          count: rehearsals.length,
        })}
      </Text>
      <BacktestTable line={line} reply={reply} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Marks
          title={t("report.anomalies")}
          none={t("report.noAnomalies")}
          cut={anomalies.length - mostListed}
        >
          {anomalies.slice(0, mostListed).map(({ bucket, value, z }) => (
            <List.Item key={bucket}>
              {t(z > 0 ? "report.high" : "report.low", {
                at: words.bucket(bucket),
                value: format.number(value),
                z: format.number(Math.abs(z)),
              })}
            </List.Item>
          ))}
        </Marks>
        <Marks
          title={t("report.changes")}
          none={t("report.noChanges")}
          cut={changePoints.length - mostListed}
        >
          {changePoints.slice(0, mostListed).map(({ bucket, before, after }) => (
            <List.Item key={bucket}>
              {t("report.change", {
                at: words.bucket(bucket),
                before: format.number(before),
                after: format.number(after),
              })}
            </List.Item>
          ))}
        </Marks>
      </SimpleGrid>
    </Stack>
  );
}

interface MarksProps {
  title: string;
  none: string;
  /** How many more there are than are listed. */
  cut: number;
  children: React.ReactNode[];
}

function Marks({ title, none, cut, children }: MarksProps) {
  const { t } = useTranslation("forecast");
  return (
    <div>
      <Title order={4} fz="sm" mb={4}>
        {title}
      </Title>
      {children.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <List size="sm" spacing={2}>
          {children}
        </List>
      )}
      {cut > 0 && (
        <Text size="sm" c="dimmed">
          {t("report.more", { count: cut })}
        </Text>
      )}
    </div>
  );
}
