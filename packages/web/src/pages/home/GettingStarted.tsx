import { Box, Button, Card, Group, Progress, SimpleGrid, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconBroadcast, IconBuildingStore, IconChartFunnel, IconMessage2Question } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useJob, useLoadSample } from "../../api/hooks/project.ts";
import { useStatus } from "../../api/hooks/session.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { Sparkline } from "../../charts/mini/Sparkline.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { OriginBadge } from "../../parts/OriginBadge.tsx";

/** What an empty home shows instead of empty charts: the three steps, and what will stand here. */
export function GettingStarted() {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <Step n={1} icon={IconBroadcast} title={t("start.send")} text={t("start.sendText")}>
          <Button renderRoot={(props) => <Link to="/p/$project/data" params={{ project }} {...props} />}>
            {t("start.sendAct")}
          </Button>
          <SampleButton />
        </Step>
        <Step n={2} icon={IconChartFunnel} title={t("start.ask")} text={t("start.askText")}>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/p/$project/insights" params={{ project }} {...props} />}
          >
            {t("start.askAct")}
          </Button>
        </Step>
        <Step n={3} icon={IconMessage2Question} title={t("start.survey")} text={t("start.surveyText")}>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/p/$project/surveys" params={{ project }} {...props} />}
          >
            {t("start.surveyAct")}
          </Button>
        </Step>
      </SimpleGrid>
      <Preview />
    </Stack>
  );
}

interface StepProps {
  n: number;
  icon: typeof IconBroadcast;
  title: string;
  text: string;
  children: React.ReactNode;
}
function Step({ n, icon: Icon, title, text, children }: StepProps) {
  return (
    <Card>
      <Stack gap="xs" h="100%">
        <Group gap="sm">
          <ThemeIcon variant="light" size={36} radius="xl">
            <Icon size={19} stroke={1.7} aria-hidden />
          </ThemeIcon>
          <Title order={2} fz="1rem">
            {n}. {title}
          </Title>
        </Group>
        <Text size="sm" c="dimmed" flex={1}>
          {text}
        </Text>
        <Group gap="xs">{children}</Group>
      </Stack>
    </Card>
  );
}

/** Loads the sample company and follows the work until its numbers stand on this page. */
function SampleButton() {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const available = useStatus().data?.sampleAvailable ?? false;
  const load = useLoadSample(project);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(project, jobId).data;
  if (!canEdit || !available) return null;
  if (load.isError) return <ErrorState error={load.error} compact />;
  if (jobId)
    return (
      <Box flex={1} miw={160} role="status">
        <Text size="sm" mb={4}>
          {t("start.loading")}
        </Text>
        <Progress value={(job?.progress ?? 0.1) * 100} animated />
      </Box>
    );
  return (
    <Button
      variant="default"
      loading={load.isPending}
      leftSection={<IconBuildingStore size={16} aria-hidden />}
      onClick={() => load.mutate(undefined, { onSuccess: ({ id }) => setJobId(id) })}
    >
      {t("start.sample")}
    </Button>
  );
}

const shape = [8, 11, 9, 14, 13, 17, 15, 20, 19, 24, 22, 27, 26, 31, 30, 36];

/** Greyed: what the page looks like once events arrive. */
function Preview() {
  const { t } = useTranslation("home");
  const cards = ["activePeople", "newAndReturning", "topEvents", "week1Retention"] as const;
  return (
    <Card style={{ background: "transparent", borderStyle: "dashed" }}>
      <Group justify="space-between" mb="sm">
        <Text size="sm" c="dimmed">
          {t("start.preview")}
        </Text>
        <OriginBadge origin="sample" />
      </Group>
      <Box aria-hidden inert style={{ filter: "grayscale(1)", opacity: 0.45 }}>
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
          {cards.map((key, i) => (
            <Card key={key}>
              <Text size="sm" fw={600} mb={6}>
                {t(`answer.${key}`)}
              </Text>
              <Sparkline values={i % 2 === 0 ? shape : [...shape].reverse()} label="" height={64} />
            </Card>
          ))}
        </SimpleGrid>
      </Box>
    </Card>
  );
}
