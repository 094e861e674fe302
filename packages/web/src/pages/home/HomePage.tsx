import type { HomeAnswer, HomeReply } from "@lepton/server";
import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useHome } from "../../api/hooks/home.ts";
import { insights } from "../../api/hooks/saved.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { OriginBadge } from "../../parts/OriginBadge.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { ActivePeople, NewAndReturning, Pmf, TopEvents, Week1Retention } from "./answers.tsx";
import { Changes } from "./Changes.tsx";
import { GettingStarted } from "./GettingStarted.tsx";
import { HealthStrip } from "./HealthStrip.tsx";
import { Loop } from "./Loop.tsx";
import { ModelAlerts } from "./ModelAlerts.tsx";
import { Recent } from "./Recent.tsx";

/** Where the product stands on the loop, whether data is safe, and five questions already answered. */
export function HomePage() {
  const { t } = useTranslation("home");
  const project = useProject();
  const home = useHome(project.id);
  return (
    <>
      <PageHeader
        title={t("title", { project: project.name })}
        subtitle={t("subtitle")}
        actions={project.hasSample ? <OriginBadge origin="sample" /> : undefined}
      />
      {home.data ? (
        <Stack gap="md">
          {home.isError && <ErrorState error={home.error} onRetry={() => home.refetch()} compact />}
          <Full home={home.data} />
        </Stack>
      ) : home.isError ? (
        <ErrorState error={home.error} onRetry={() => home.refetch()} />
      ) : (
        <Waiting />
      )}
    </>
  );
}

function Full({ home }: { home: HomeReply }) {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  const format = useFormat();
  const saved = insights.useList(project).data?.items.length ?? 0;
  const by = (key: HomeAnswer["key"]) => home.answers.find((one) => one.key === key);
  const [active, both, top, week1, pmf] = [
    by("activePeople"),
    by("newAndReturning"),
    by("topEvents"),
    by("week1Retention"),
    by("pmf"),
  ];
  const isEmpty = home.health.lastEventAt === null;
  return (
    <>
      <Loop
        steps={home.loop}
        notes={{
          ...(isEmpty
            ? {}
            : {
                collect: t("loop.events", {
                  count: home.health.events24h,
                  shown: format.compact(home.health.events24h),
                }),
              }),
          ...(saved > 0 ? { analyse: t("loop.saved", { count: saved }) } : {}),
          ...(home.models.published > 0 ? { learn: t("loop.models", { count: home.models.published }) } : {}),
        }}
      />
      <ModelAlerts alerts={home.models.alerts} />
      <HealthStrip health={home.health} />
      {isEmpty ? (
        <GettingStarted />
      ) : (
        <>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            {active && <ActivePeople answer={active} />}
            {pmf && <Pmf answer={pmf} />}
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, md: 3 }}>
            {both && <NewAndReturning answer={both} />}
            {top && <TopEvents answer={top} />}
            {week1 && <Week1Retention answer={week1} />}
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Changes changes={home.changes} />
            <Recent />
          </SimpleGrid>
        </>
      )}
    </>
  );
}

function Waiting() {
  return (
    <Stack gap="md">
      <SkeletonCard height={100} />
      <SkeletonCard height={44} lines={1} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <SkeletonCard height={230} />
        <SkeletonCard height={230} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <SkeletonCard height={230} />
        <SkeletonCard height={230} lines={5} />
        <SkeletonCard height={230} />
      </SimpleGrid>
    </Stack>
  );
}
