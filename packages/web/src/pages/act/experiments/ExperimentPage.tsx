import type { Experiment } from "@lepton/server";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { experiments, useExperimentResults } from "../../../api/hooks/act.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ConfirmModal } from "../../../parts/ConfirmModal.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { PageHeader } from "../../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { HowTo } from "./HowTo.tsx";
import { Results } from "./Results.tsx";
import { StatusBadge } from "./StatusBadge.tsx";

const route = getRouteApi("/p/$project/act/experiments/$experiment");

export function ExperimentPage() {
  const { id: project } = useProject();
  const { experiment } = route.useParams();
  const found = experiments.useOne(project, experiment);
  if (found.isError) return <ErrorState error={found.error} onRetry={found.refetch} />;
  if (found.isPending) return <SkeletonCard height={300} lines={6} />;
  return <Loaded experiment={found.data} />;
}

function Loaded({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const canEdit = useCanEdit();
  const { id, name, hypothesis, status, startedAt, stoppedAt, audience } = experiment;
  const results = useExperimentResults(project, id, status !== "draft");
  return (
    <>
      <PageHeader
        title={name}
        subtitle={
          <Group gap="sm" component="span" display="inline-flex">
            <StatusBadge status={status} />
            <span>
              {startedAt &&
                t(stoppedAt ? "experiment.ran" : "experiment.since", {
                  from: format.instant(startedAt, timezone),
                  to: format.instant(stoppedAt, timezone),
                })}
            </span>
            {audience && (
              <Anchor
                size="sm"
                renderRoot={(props) => (
                  <Link to="/p/$project/act/audiences/$audience" params={{ project, audience }} {...props} />
                )}
              >
                {t("experiment.toAudience")}
              </Anchor>
            )}
          </Group>
        }
        actions={canEdit && <Actions experiment={experiment} />}
      />
      <Stack gap="lg">
        {hypothesis !== "" && (
          <Text maw={680} style={{ whiteSpace: "pre-wrap" }}>
            {hypothesis}
          </Text>
        )}
        {status !== "draft" &&
          (results.isError ? (
            <ErrorState error={results.error} onRetry={results.refetch} />
          ) : results.isPending ? (
            <SkeletonCard height={280} lines={5} />
          ) : (
            <Results experiment={experiment} results={results.data} />
          ))}
        {audience === null && status !== "stopped" && <HowTo experiment={experiment} />}
        <About experiment={experiment} />
      </Stack>
    </>
  );
}

function About({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const total = experiment.variants.reduce((sum, { weight }) => sum + weight, 0);
  const shares = experiment.variants.map(({ key, weight }) => `${key} ${format.share(weight / total, 1)}`);
  return (
    <Text size="sm" c="dimmed" maw={760}>
      {t("experiment.about", {
        key: experiment.key,
        shares: shares.join(", "),
        planned: format.number(experiment.plannedPeople),
        who: t(experiment.who ? "experiment.someOnly" : "experiment.everybody"),
      })}
    </Text>
  );
}

function Actions({ experiment: { id, name, status, audience } }: { experiment: Experiment }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const navigate = route.useNavigate();
  const update = experiments.useUpdate(project);
  const remove = experiments.useRemove(project);
  const [asking, setAsking] = useState<"stop" | "remove" | null>(null);
  const error = update.error ?? remove.error;
  return (
    <>
      {status === "draft" && audience === null && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={update.isPending}
          onClick={() => update.mutate({ id, status: "running" })}
        >
          {t("experiment.start")}
        </Button>
      )}
      {status === "running" && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          onClick={() => setAsking("stop")}
        >
          {t("experiment.stop")}
        </Button>
      )}
      {audience === null && (
        <Button
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsking("remove")}
        >
          {t("experiment.remove")}
        </Button>
      )}
      <ConfirmModal
        opened={asking !== null}
        title={t(asking === "stop" ? "experiment.stopTitle" : "experiment.removeTitle", { name })}
        confirm={t(asking === "stop" ? "experiment.stop" : "experiment.remove")}
        pending={update.isPending || remove.isPending}
        error={error}
        onClose={() => setAsking(null)}
        onConfirm={() =>
          asking === "stop"
            ? update.mutate({ id, status: "stopped" }, { onSuccess: () => setAsking(null) })
            : remove.mutate(id, {
                onSuccess: () =>
                  navigate({ to: "/p/$project/act", params: { project }, search: { tab: "experiments" } }),
              })
        }
      >
        {t(asking === "stop" ? "experiment.stopText" : "experiment.removeText")}
      </ConfirmModal>
    </>
  );
}
