import type { Job } from "@lepton/server";
import { Button, Card, Collapse, Group, Progress, Stack, Text, ThemeIcon } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconBrain, IconCheck, IconListDetails, IconX } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useJobStream } from "../../../api/hooks/jobStream.ts";
import { useCancelJob, useModelJob } from "../../../api/hooks/models.ts";
import { ApiProblem } from "../../../api/problem.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import classes from "../models.module.css";
import { readyRecipes } from "../search.ts";
import { useWords } from "../useWords.ts";
import { LearningCurves } from "./LearningCurves.tsx";

const looks = {
  queued: { icon: IconBrain, color: "gray" },
  running: { icon: IconBrain, color: "pine" },
  done: { icon: IconCheck, color: "pine" },
  failed: { icon: IconAlertTriangle, color: "red" },
  cancelled: { icon: IconX, color: "gray" },
} as const;

/** One training or scoring: how far, how long still, what happened, and a way to stop it. */
export function JobCard({ job: listed }: { job: Job }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const navigate = useNavigate();
  const [isLogOpen, { toggle }] = useDisclosure(false);
  const logged = useModelJob(project, listed.id, isLogOpen);
  const isTraining = listed.kind === "train" && listed.status === "running";
  const watched = useJobStream(project, listed.id, isTraining);
  // The stream is ahead of the list, until the list knows that the job has ended.
  const job = isTraining && watched.job ? watched.job : listed;
  const isOpen = job.status === "queued" || job.status === "running";
  const cancel = useCancelJob(project);
  const { icon: Icon, color } = looks[job.status];
  const share = shareOf(job);
  const kind = job.kind === "score" ? "score" : "train";
  const again = readyRecipes.find((ready) => ready === job.subject);
  return (
    <Card
      component="section"
      padding="md"
      aria-label={t(`job.${kind}`, { name: words.model(job.subject ?? "") })}
    >
      <Stack gap="xs">
        <Group justify="space-between" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <ThemeIcon variant="light" color={color} radius="xl">
              <Icon size={17} aria-hidden />
            </ThemeIcon>
            <div>
              <Text fw={650}>{t(`job.${kind}`, { name: words.model(job.subject ?? "") })}</Text>
              <Text size="sm" c="dimmed" role="status">
                <JobState job={job} />
              </Text>
            </div>
          </Group>
          <Group gap="xs">
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              aria-expanded={isLogOpen}
              leftSection={<IconListDetails size={15} aria-hidden />}
              onClick={toggle}
            >
              {t("job.log")}
            </Button>
            {isOpen && canEdit && (
              <Button
                size="xs"
                variant="default"
                loading={cancel.isPending}
                onClick={() => cancel.mutate(job.id)}
              >
                {t("job.cancel")}
              </Button>
            )}
            {job.status === "failed" && again && canEdit && job.kind === "train" && (
              <Button
                size="xs"
                variant="default"
                onClick={() =>
                  navigate({ to: "/p/$project/models", params: { project }, search: { train: again } })
                }
              >
                {t("job.again")}
              </Button>
            )}
            {job.status === "done" && job.result && (
              <Button
                size="xs"
                renderRoot={(props) => (
                  <Link
                    to="/p/$project/models/$model"
                    params={{ project, model: job.result ?? "" }}
                    {...props}
                  />
                )}
              >
                {t("job.open")}
              </Button>
            )}
          </Group>
        </Group>
        {isOpen && (
          <Progress
            value={share === null ? 100 : share * 100}
            animated
            striped={share === null}
            color={job.status === "queued" ? "gray" : "pine"}
            aria-label={t("job.progress")}
          />
        )}
        {isTraining && <LearningCurves series={watched.series} />}
        {job.problem && <ErrorState error={new ApiProblem({ ...job.problem, status: 422 })} />}
        {cancel.isError && <ErrorState error={cancel.error} compact />}
        <Collapse expanded={isLogOpen}>
          <Log lines={logged.data?.log ?? []} isPending={logged.isPending} />
        </Collapse>
      </Stack>
    </Card>
  );
}

/** Null until something is done: a bar that moves says more than an empty one. */
const shareOf = ({ status, progress }: Job): number | null =>
  status === "queued" || progress === 0 ? null : progress;

/** The step and the time left, or how it ended. */
function JobState({ job }: { job: Job }) {
  const { t } = useTranslation("models");
  const format = useFormat();
  if (job.status !== "running") return t(`job.status.${job.status}`);
  return [
    job.step ? t(`job.step.${job.step}`, { defaultValue: job.step }) : t("job.status.running"),
    shareOf(job) === null ? null : format.share(job.progress, 0),
    job.secondsLeft === null ? null : t("job.left", { time: format.duration(job.secondsLeft) }),
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

function Log({ lines, isPending }: { lines: Job["log"]; isPending: boolean }) {
  const { t } = useTranslation("models");
  const { language } = useFormat();
  const { timezone } = useProject();
  const time = new Intl.DateTimeFormat(language, {
    timeZone: timezone,
    timeStyle: "medium",
    hourCycle: "h23",
  });
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {isPending ? t("app:state.loading") : t("job.noLog")}
      </Text>
    );
  const keyed = lines.map((line, i) => ({ ...line, key: `${i} ${line.at}` }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <div className={classes.log} tabIndex={0} role="log" aria-label={t("job.log")}>
      {keyed.map(({ key, at, text }) => (
        <div key={key}>
          <time dateTime={at}>{time.format(new Date(at))}</time>
          {text}
        </div>
      ))}
    </div>
  );
}
