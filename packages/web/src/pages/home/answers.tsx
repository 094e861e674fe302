import type { ResultOf } from "@lepton/growth";
import type { HomeAnswer } from "@lepton/server";
import { Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useChartColors } from "../../charts/colors.ts";
import { Delta } from "../../charts/Delta.tsx";
import { lifecycleFlows } from "../../charts/flows.ts";
import { Legend } from "../../charts/Legend.tsx";
import { MiniBars } from "../../charts/mini/MiniBars.tsx";
import { Sparkline } from "../../charts/mini/Sparkline.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { EstimateText } from "../../parts/EstimateText.tsx";
import { OriginBadge } from "../../parts/OriginBadge.tsx";
import { VerdictBadge } from "../../parts/VerdictBadge.tsx";
import { AnswerCard } from "./AnswerCard.tsx";

/** The result of an answer when it is of the kind that its card draws. */
function resultAs<K extends "trends" | "lifecycle" | "retention" | "pmfScore" | "pmfReport">(
  answer: HomeAnswer,
  kind: K,
): ResultOf<K> | null {
  return answer.result?.kind === kind ? (answer.result as ResultOf<K>) : null;
}

export function ActivePeople({ answer }: { answer: HomeAnswer }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const result = resultAs(answer, "trends");
  const series = result?.series[0];
  return (
    <AnswerCard answer={answer}>
      {result && series && (
        <>
          <Group gap="sm" align="baseline">
            <Text fz="2.4rem" fw={680} lh={1}>
              {format.number(series.total)}
            </Text>
            <Delta now={series.total} before={series.previousTotal ?? null} />
            <Text size="sm" c="dimmed">
              {t("active.note", { before: format.number(series.previousTotal ?? null) })}
            </Text>
          </Group>
          <Sparkline
            height={104}
            values={series.values}
            previous={series.previous}
            isLastOpen={result.buckets.at(-1)?.complete === false}
            label={t("active.chart", { total: format.number(series.total) })}
          />
        </>
      )}
    </AnswerCard>
  );
}

export function NewAndReturning({ answer }: { answer: HomeAnswer }) {
  const { t } = useTranslation("home");
  const { t: charts } = useTranslation("charts");
  const colors = useChartColors();
  const format = useFormat();
  const result = resultAs(answer, "lifecycle");
  const last = result?.buckets.findLastIndex(({ complete }) => complete) ?? -1;
  return (
    <AnswerCard answer={answer}>
      {result && (
        <>
          <Text size="sm">
            {t("newAndReturning.sentence", {
              fresh: format.number(result.new[last] ?? null),
              back: format.number((result.returning[last] ?? 0) + (result.resurrecting[last] ?? 0)),
            })}
          </Text>
          <MiniBars
            parts={lifecycleFlows(result, colors).map(({ key, color, values }) => ({
              key,
              color,
              name: charts(`status.${key}`),
              values: values.map((value) => value ?? 0),
            }))}
            complete={result.buckets.map(({ complete }) => complete)}
            label={charts("label.lifecycle")}
          />
          <Legend
            items={lifecycleFlows(result, colors).map(({ key, color }) => ({
              color,
              name: charts(`status.${key}`),
            }))}
          />
        </>
      )}
    </AnswerCard>
  );
}

const shownEvents = 5;

export function TopEvents({ answer }: { answer: HomeAnswer }) {
  const format = useFormat();
  const result = resultAs(answer, "trends");
  const rows = [...(result?.series ?? [])]
    .sort((a, b) => (b.total ?? 0) - (a.total ?? 0))
    .slice(0, shownEvents);
  const most = Math.max(1, ...rows.map(({ total }) => total ?? 0));
  return (
    <AnswerCard answer={answer}>
      <Stack gap={8}>
        {rows.map(({ breakdown, label, total }) => (
          <div key={breakdown ?? label}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" truncate>
                {breakdown ?? label}
              </Text>
              <Text size="sm" fw={550}>
                {format.number(total)}
              </Text>
            </Group>
            <Progress value={((total ?? 0) / most) * 100} size={6} mt={3} aria-label={breakdown ?? label} />
          </div>
        ))}
      </Stack>
    </AnswerCard>
  );
}

export function Week1Retention({ answer }: { answer: HomeAnswer }) {
  const { t } = useTranslation("home");
  const result = resultAs(answer, "retention");
  const rates = result?.average[0]?.rates ?? [];
  const first = rates[1];
  return (
    <AnswerCard answer={answer}>
      {(!first || first.n === 0) && (
        <Text size="sm" c="dimmed">
          {t("week1.none")}
        </Text>
      )}
      {first && first.n > 0 && (
        <>
          <EstimateText estimate={first} unit="share" size="xl" />
          <Text size="sm" c="dimmed">
            {t("week1.note")}
            {answer.question?.kind === "retention" &&
              answer.question.range.from === "all" &&
              ` ${t("week1.all")}`}
          </Text>
          <Sparkline values={rates.map(({ value }) => value)} label={t("week1.chart")} height={64} />
        </>
      )}
    </AnswerCard>
  );
}

/** The headline of fit: its verdict, or how many answers are still missing. */
export function Pmf({ answer }: { answer: HomeAnswer }) {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  const result = resultAs(answer, "pmfScore");
  return (
    <AnswerCard
      answer={answer}
      aside={result && result.answers.simulated > 0 ? <OriginBadge origin="simulated" /> : undefined}
    >
      {result && result.score.n === 0 && (
        <>
          <Text fz="1.35rem" fw={650}>
            {t("pmf.none", { need: result.needed || 30 })}
          </Text>
          <Text size="sm" c="dimmed">
            {t("pmf.noneText")}
          </Text>
          <Button
            w="fit-content"
            renderRoot={(props) => <Link to="/p/$project/surveys" params={{ project }} {...props} />}
          >
            {t("pmf.start")}
          </Button>
        </>
      )}
      {result && result.score.n > 0 && (
        <>
          <EstimateText estimate={result.score} unit="share" size="xl" withN={false} />
          <Group gap="xs">
            <VerdictBadge
              verdict={result.verdict}
              have={result.score.n}
              need={result.score.n + result.needed}
            />
            <Text size="sm" c="dimmed">
              {t(result.needed > 0 ? "pmf.counted" : "pmf.answers", {
                have: result.score.n,
                need: result.score.n + result.needed,
              })}
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            {t("pmf.note", { threshold: Math.round(result.threshold * 100) })}
          </Text>
        </>
      )}
      <Anchor size="sm" renderRoot={(props) => <Link to="/p/$project/pmf" params={{ project }} {...props} />}>
        {t("pmf.report")}
      </Anchor>
    </AnswerCard>
  );
}
