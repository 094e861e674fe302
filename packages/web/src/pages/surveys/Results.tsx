import type { QuestionInput } from "@lepton/growth";
import type { Survey } from "@lepton/server";
import { Anchor, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowUpRight, IconMessage2Question } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuestion } from "../../api/hooks/question.ts";
import { useProject } from "../../app/project.tsx";
import { Metric } from "../../charts/Metric.tsx";
import { isEmptyResult, ResultView } from "../../charts/ResultView.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PeopleDrawer, type Picked } from "../../parts/PeopleDrawer.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { Comments } from "./Comments.tsx";
import { fromFirstAnswer, questionFor } from "./question.ts";

/** What came of a survey: who answered, the score with its interval, over time, in people's own words. */
export function Results({ survey }: { survey: Survey }) {
  const { t } = useTranslation("surveys");
  const format = useFormat();
  const project = useProject();
  const question: QuestionInput | null = questionFor(survey, project.coreEvent);
  const answer = useQuestion(project.id, question);
  const [picked, setPicked] = useState<Picked | null>(null);
  const { answers, shown } = survey;
  const rate = answers !== null && shown ? Math.min(1, answers / shown) : null;
  const result = answer.data && fromFirstAnswer(answer.data.result);
  if (answer.isError) return <ErrorState error={answer.error} onRetry={answer.refetch} />;
  if (answer.isPending && question) return <SkeletonCard height={420} lines={4} />;
  if (!result || isEmptyResult(result))
    return (
      <Card>
        <EmptyState icon={IconMessage2Question} title={t(`noAnswers.${survey.status}.title`)}>
          {t(`noAnswers.${survey.status}.text`)}
        </EmptyState>
      </Card>
    );
  return (
    <Stack gap="lg">
      <Card>
        <Group gap="xl" mb="lg">
          <Metric label={t("metric.answers")} value={format.number(answers)} />
          <Metric label={t("metric.shown")} value={shown ? format.number(shown) : "–"} />
          <Metric label={t("metric.rate")} hint={t("metric.rateHint")} value={format.share(rate)} />
          {survey.kind === "pmf" && (
            <Button
              ml="auto"
              variant="light"
              rightSection={<IconArrowUpRight size={16} />}
              renderRoot={(props) => (
                <Link to="/p/$project/pmf" params={{ project: project.id }} {...props} />
              )}
            >
              {t("openReport")}
            </Button>
          )}
        </Group>
        {rate !== null && rate < lowRate && (
          <Text size="sm" mb="md" role="note">
            {t("metric.low", { rate: format.share(rate) })}
          </Text>
        )}
        {question && (
          <ResultView
            result={result.kind === "survey" ? { ...result, comments: [] } : result}
            question={question}
            timezone={project.timezone}
            currency={project.currency}
            height={320}
            onPick={(point, label) => setPicked({ question, point, label })}
          />
        )}
      </Card>
      {result.kind === "survey" && (
        <Card>
          <Title order={2} size="h3" mb="xs">
            {t("comments")}
          </Title>
          <Comments comments={result.comments} />
        </Card>
      )}
      {survey.kind === "pmf" && (
        <Text size="sm" c="dimmed">
          {t("pmfWords")}{" "}
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/p/$project/pmf" params={{ project: project.id }} {...props} />}
          >
            {t("openReport")}
          </Anchor>
        </Text>
      )}
      <PeopleDrawer picked={picked} onClose={() => setPicked(null)} />
    </Stack>
  );
}

/** Below this share the silent ones may differ from those who answered. */
const lowRate = 0.05;
