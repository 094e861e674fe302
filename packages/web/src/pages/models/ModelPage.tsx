import type { Model } from "@lepton/server";
import { Anchor, Breadcrumbs, Group, Select, Stack, Tabs, Text } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useModel, useModels } from "../../api/hooks/models.ts";
import { useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { Actions } from "./Actions.tsx";
import { AboutTab } from "./about/AboutTab.tsx";
import { HeadlineCard } from "./HeadlineCard.tsx";
import { Jobs } from "./jobs/Jobs.tsx";
import { HealthBadge } from "./monitor/HealthBadge.tsx";
import { MonitorTab } from "./monitor/MonitorTab.tsx";
import { PeopleTab } from "./people/PeopleTab.tsx";
import { QualityTab } from "./quality/QualityTab.tsx";
import { StageBadge } from "./StageBadge.tsx";
import { type ModelTab, modelTabs } from "./search.ts";
import { useWords } from "./useWords.ts";
import { WhatIfTab } from "./whatIf/WhatIfTab.tsx";

const route = getRouteApi("/p/$project/models/$model");

/** One model: how good it is, whom it points at and why, what would change its mind, where it comes from. */
export function ModelPage() {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const { model: id } = route.useParams();
  const model = useModel(project, id);
  return (
    <>
      <Breadcrumbs mb={6}>
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/p/$project/models" params={{ project }} {...props} />}
        >
          {t("title")}
        </Anchor>
        <Text size="sm" c="dimmed">
          {model.data ? `v${model.data.version}` : "…"}
        </Text>
      </Breadcrumbs>
      {model.isError ? (
        <ErrorState error={model.error} onRetry={model.refetch} />
      ) : model.isPending ? (
        <Stack>
          <SkeletonCard height={190} lines={3} />
          <SkeletonCard height={420} />
        </Stack>
      ) : (
        <Shown key={model.data.id} model={model.data} />
      )}
    </>
  );
}

function Shown({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = search.tab ?? "quality";
  return (
    <>
      <PageHeader
        title={words.model(model.name)}
        subtitle={
          <Group component="span" gap="xs">
            <StageBadge stage={model.stage} />
            {model.health && <HealthBadge state={model.health.state} />}
            <span>{words.target(model)}</span>
          </Group>
        }
        actions={
          <>
            <Versions model={model} />
            <Actions model={model} />
          </>
        }
      />
      <Stack gap="lg">
        <Jobs subject={model.name} model={model.id} />
        <HeadlineCard model={model} />
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(next) => navigate({ search: (now) => ({ ...now, tab: next as ModelTab }) })}
        >
          <Tabs.List mb="lg">
            {modelTabs.map((it) => (
              <Tabs.Tab key={it} value={it}>
                {t(`tab.${it}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="quality">
            <QualityTab model={model} />
          </Tabs.Panel>
          <Tabs.Panel value="people">
            <PeopleTab model={model} />
          </Tabs.Panel>
          <Tabs.Panel value="whatIf">
            <WhatIfTab model={model} />
          </Tabs.Panel>
          <Tabs.Panel value="monitor">
            <MonitorTab model={model} />
          </Tabs.Panel>
          <Tabs.Panel value="about">
            <AboutTab model={model} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  );
}

/** The other versions of this model, where there are any. */
function Versions({ model: { id, name } }: { model: Model }) {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const list = useModels(project);
  const navigate = useNavigate();
  const versions = list.data?.items.filter((item) => item.name === name) ?? [];
  if (versions.length < 2) return null;
  return (
    <Select
      size="sm"
      w={170}
      aria-label={t("versions.label")}
      value={id}
      data={versions.map((item) => ({
        value: item.id,
        label: `v${item.version} · ${t(`stage.${item.stage}`)}`,
      }))}
      onChange={(next) =>
        next &&
        navigate({ to: "/p/$project/models/$model", params: { project, model: next }, search: (now) => now })
      }
    />
  );
}
