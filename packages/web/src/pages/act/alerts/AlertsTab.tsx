import { Anchor, Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconBell, IconPlus } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAlertEvents, useAlerts } from "../../../api/hooks/act.ts";
import { insights } from "../../../api/hooks/saved.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { EmptyState } from "../../../parts/EmptyState.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import classes from "../act.module.css";
import { AlertCard } from "./AlertCard.tsx";
import { AlertModal } from "./AlertModal.tsx";

const route = getRouteApi("/p/$project/act");

export function AlertsTab() {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const { make, insight } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useAlerts(project);
  const saved = insights.useList(project);
  const trends = (saved.data?.items ?? []).filter(({ question }) => question.kind === "trends");
  if (list.isError) return <ErrorState error={list.error} onRetry={list.refetch} />;
  if (list.isPending || saved.isPending) return <SkeletonCard height={200} lines={4} />;
  const { items } = list.data;
  const add =
    canEdit &&
    (trends.length > 0 ? (
      <Button
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => navigate({ search: { tab: "alerts", make: true } })}
      >
        {t("alert.make")}
      </Button>
    ) : (
      <Button
        renderRoot={(props) => (
          <Link to="/p/$project/insights/new" params={{ project }} search={{ kind: "trends" }} {...props} />
        )}
      >
        {t("alert.firstTrend")}
      </Button>
    ));
  return (
    <Stack gap="lg">
      {items.length === 0 ? (
        <EmptyState icon={IconBell} title={t("alert.emptyTitle")} actions={add}>
          {t(!canEdit ? "alert.emptyViewer" : trends.length > 0 ? "alert.emptyText" : "alert.emptyNoTrend")}
        </EmptyState>
      ) : (
        <>
          <Group justify="space-between" align="flex-start">
            <Text c="dimmed" size="sm" maw={620}>
              {t("alert.lead")}
            </Text>
            {add}
          </Group>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {items.map((alert) => (
              <AlertCard
                key={alert.id}
                alert={alert}
                insight={trends.find(({ id }) => id === alert.insight)?.name}
              />
            ))}
          </SimpleGrid>
          <Events />
        </>
      )}
      <AlertModal
        opened={make === true && canEdit && trends.length > 0}
        trends={trends}
        insight={trends.find(({ id }) => id === insight)?.id}
        onClose={() => navigate({ search: { tab: "alerts" }, replace: true })}
      />
    </Stack>
  );
}

/** What was told, newest first. */
function Events() {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const events = useAlertEvents(project);
  if (events.isError) return <ErrorState error={events.error} onRetry={events.refetch} />;
  if (events.isPending) return <SkeletonCard height={120} lines={3} />;
  return (
    <Card component="section" aria-labelledby="told">
      <Title order={3} id="told" mb="xs">
        {t("alert.told")}
      </Title>
      {events.data.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("alert.quiet")}
        </Text>
      ) : (
        events.data.items.map((one) => (
          <div key={one.id} className={classes.event}>
            <Text size="sm">
              <b>{t(`alert.${one.kind}`)}</b>{" "}
              <Anchor
                size="sm"
                renderRoot={(props) => (
                  <Link
                    to="/p/$project/insights/$insight"
                    params={{ project, insight: one.insight }}
                    {...props}
                  />
                )}
              >
                {one.alertName}
              </Anchor>{" "}
              {t("alert.saw", { value: format.number(one.value, 2), bucket: one.bucket })}
              {one.z !== null && ` ${t("alert.away", { z: format.number(Math.abs(one.z), 1) })}`}
            </Text>
            <Text size="xs" c="dimmed">
              {format.instant(one.at, timezone)}
            </Text>
          </div>
        ))
      )}
    </Card>
  );
}
