import type { HomeAnswer } from "@lepton/server";
import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import type { Asked } from "../../charts/types.ts";
import { useServerText } from "../../i18n/useServerText.ts";
import { isBuilderKind } from "../insights/kinds.ts";

interface AnswerCardProps {
  answer: HomeAnswer;
  children: ReactNode;
  aside?: ReactNode;
}

/** One answered question; it opens in the builder as it is. */
export function AnswerCard({ answer, children, aside }: AnswerCardProps) {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  const told = useServerText();
  const { question } = answer;
  return (
    <Card h="100%" component="section" aria-label={t(`answer.${answer.key}`)}>
      <Stack gap="sm" h="100%">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={2} fz="0.95rem">
            {t(`answer.${answer.key}`)}
          </Title>
          {aside}
        </Group>
        <Stack gap="sm" flex={1}>
          {answer.problem ? (
            <Text size="sm" c="dimmed">
              {told.problem(answer.problem).problem} {told.problem(answer.problem).next}
            </Text>
          ) : (
            children
          )}
        </Stack>
        {question && isBuilderKind(question.kind) && (
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link
                to="/p/$project/insights/new"
                params={{ project }}
                search={{
                  kind: isBuilderKind(question.kind) ? question.kind : "trends",
                  q: question as Asked,
                }}
                {...props}
              />
            )}
          >
            <Group gap={4}>
              {t("answer.open")} <IconArrowRight size={14} aria-hidden />
            </Group>
          </Anchor>
        )}
      </Stack>
    </Card>
  );
}
