import type { Model, ModelPeople } from "@lepton/server";
import { Button, Group, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDownload, IconUsersGroup } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelJobs, useModelPeople, useScore } from "../../../api/hooks/models.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { downloadText } from "../../../charts/download.ts";
import { Metric } from "../../../charts/Metric.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { EmptyState } from "../../../parts/EmptyState.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { expectedAt, testShare, topFifthScore } from "../curves.ts";
import { useWords } from "../useWords.ts";
import { MakeCohort } from "./MakeCohort.tsx";
import { peopleCsv } from "./peopleCsv.ts";
import { ScoredPeople } from "./ScoredPeople.tsx";
import { Threshold } from "./Threshold.tsx";

const route = getRouteApi("/p/$project/models/$model");
const pageSize = 50;
const mostRows = 1_000;

/** Whom the model points at, from a threshold on, and what to expect of it. */
export function PeopleTab({ model }: { model: Model }) {
  const { id: project } = useProject();
  const all = useModelPeople(project, model.id, { limit: 1 });
  if (all.isError) return <ErrorState error={all.error} onRetry={all.refetch} />;
  if (all.isPending) return <SkeletonCard height={360} lines={8} />;
  if (all.data.scoredAt === null || all.data.total === 0) return <NotScored model={model} />;
  return <Scored model={model} all={all.data} />;
}

function NotScored({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const score = useScore(project);
  const jobs = useModelJobs(project, model.name);
  const isScoring = jobs.data?.some(
    ({ kind, status }) => kind === "score" && (status === "queued" || status === "running"),
  );
  const isPublished = model.stage === "published";
  return (
    <Paper>
      <EmptyState
        icon={IconUsersGroup}
        title={t("people.none")}
        actions={
          canEdit &&
          isPublished && (
            <Button loading={score.isPending || isScoring} onClick={() => score.mutate(model.id)}>
              {t("action.score")}
            </Button>
          )
        }
      >
        {t(isPublished ? "people.noneText" : "people.publishFirst", { property: model.personProperty })}
      </EmptyState>
      {score.isError && <ErrorState error={score.error} />}
    </Paper>
  );
}

function Scored({ model, all }: { model: Model; all: ModelPeople }) {
  const { t } = useTranslation("models");
  const format = useFormat();
  const words = useWords();
  const { id: project, timezone } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const highest = all.items[0]?.score ?? 1;
  const isShare = model.task === "classification";
  const threshold = search.threshold ?? (isShare ? (topFifthScore(model.curves.calibration) ?? 0.5) : 0);
  const [asked] = useDebouncedValue(threshold, 200);
  const [limit, setLimit] = useState(pageSize);
  const people = useModelPeople(project, model.id, { min: asked, limit });
  const total = people.data?.total ?? 0;
  const share = total / all.total;
  const { gain } = model.curves;
  const expected = isShare && gain && people.data ? expectedAt(gain, testShare(model), share) : null;
  const top = isShare ? 1 : highest;
  return (
    <Stack gap="lg">
      <Paper p="lg" component="section" aria-label={t("people.threshold")}>
        <Threshold
          value={Math.min(threshold, top)}
          max={top}
          show={(value) => words.score(value, model)}
          onChange={(value) =>
            navigate({ search: (now) => ({ ...now, threshold: value }), replace: true, resetScroll: false })
          }
        />
        <SimpleGrid cols={{ base: 2, sm: 4 }} mt="md" aria-live="polite" aria-busy={people.isFetching}>
          <Metric label={t("people.count")} value={people.data ? format.number(total) : "…"} />
          <Metric label={t("people.share")} value={people.data ? format.share(share) : "…"} />
          {isShare && (
            <>
              <Metric
                label={t("people.precision")}
                hint={t(`people.precisionHint.${model.target}`)}
                value={format.share(expected?.precision ?? null, 0)}
              />
              <Metric
                label={t("people.recall")}
                hint={t(`people.recallHint.${model.target}`)}
                value={format.share(expected?.recall ?? null, 0)}
              />
            </>
          )}
        </SimpleGrid>
        <Group mt="md" gap="sm" justify="space-between">
          <Text size="xs" c="dimmed" maw={560}>
            {t("people.source", {
              at: format.instant(all.scoredAt, timezone),
              all: format.number(all.total),
            })}
          </Text>
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              disabled={!people.data || total === 0}
              onClick={() =>
                people.data &&
                downloadText(
                  `${model.name}-v${model.version}-people`,
                  "csv",
                  peopleCsv(people.data.items, (name) => words.feature(name, model.inputs)),
                )
              }
            >
              {t("people.csv", { count: people.data?.items.length ?? 0 })}
            </Button>
            <MakeCohort model={model} threshold={threshold} count={total} />
          </Group>
        </Group>
      </Paper>
      {people.isError ? (
        <ErrorState error={people.error} onRetry={people.refetch} />
      ) : !people.data ? (
        <SkeletonCard height={300} lines={8} />
      ) : total === 0 ? (
        <Paper>
          <EmptyState icon={IconUsersGroup} title={t("people.nobody")}>
            {t("people.nobodyText", { highest: words.score(highest, model) })}
          </EmptyState>
        </Paper>
      ) : (
        <>
          <ScoredPeople model={model} items={people.data.items} isStale={people.isPlaceholderData} />
          {total > people.data.items.length && limit < mostRows && (
            <Group justify="center">
              <Button
                variant="default"
                loading={people.isPlaceholderData}
                onClick={() => setLimit((now) => Math.min(mostRows, now * 4))}
              >
                {t("people.more", { count: total - people.data.items.length })}
              </Button>
            </Group>
          )}
        </>
      )}
    </Stack>
  );
}
