import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconChartDots3, IconLayoutDashboard } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { dashboards, insights } from "../../api/hooks/saved.ts";
import { useProject } from "../../app/project.tsx";
import { recentViews } from "./recent.ts";

/** What was opened last on this device; without any, what is there to open. */
export function Recent() {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  const allDashboards = dashboards.useList(project).data?.items;
  const allInsights = insights.useList(project).data?.items;
  const exists = new Set([...(allDashboards ?? []), ...(allInsights ?? [])].map(({ id }) => id));
  const views = recentViews(project).filter(({ id }) => exists.has(id));
  const shown =
    views.length > 0
      ? views
      : [
          ...(allDashboards ?? []).map(({ id, name }) => ({ kind: "dashboard" as const, id, name })),
          ...(allInsights ?? []).map(({ id, name }) => ({ kind: "insight" as const, id, name })),
        ].slice(0, 6);
  return (
    <Card component="section" aria-label={t("recent.title")} h="100%">
      <Title order={2} fz="0.95rem" mb="sm">
        {t("recent.title")}
      </Title>
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("recent.none")}
        </Text>
      ) : (
        <Stack gap={8}>
          {shown.map(({ kind, id, name }) => (
            <Group key={id} gap={8} wrap="nowrap">
              {kind === "dashboard" ? (
                <IconLayoutDashboard size={17} aria-hidden />
              ) : (
                <IconChartDots3 size={17} aria-hidden />
              )}
              <Anchor
                size="sm"
                truncate
                renderRoot={(props) =>
                  kind === "dashboard" ? (
                    <Link
                      to="/p/$project/dashboards/$dashboard"
                      params={{ project, dashboard: id }}
                      {...props}
                    />
                  ) : (
                    <Link to="/p/$project/insights/$insight" params={{ project, insight: id }} {...props} />
                  )
                }
              >
                {name}
              </Anchor>
            </Group>
          ))}
        </Stack>
      )}
    </Card>
  );
}
