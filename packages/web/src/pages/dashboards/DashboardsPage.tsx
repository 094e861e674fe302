import { Button, Card, Group, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconLayoutDashboard, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dashboards } from "../../api/hooks/saved.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";

export function DashboardsPage() {
  const { t } = useTranslation("dashboards");
  const { id: project, timezone } = useProject();
  const canEdit = useCanEdit();
  const format = useFormat();
  const list = dashboards.useList(project);
  return (
    <>
      <PageHeader title={t("app:nav.dashboards")} subtitle={t("subtitle")} />
      <Stack gap="lg">
        {canEdit && <Create />}
        {list.isPending ? (
          <SkeletonCard height={160} />
        ) : list.isError ? (
          <ErrorState error={list.error} onRetry={() => list.refetch()} />
        ) : list.data.items.length === 0 ? (
          <Card>
            <EmptyState icon={IconLayoutDashboard} title={t("none.title")}>
              {t("none.text")}
            </EmptyState>
          </Card>
        ) : (
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }}>
            {list.data.items.map(({ id, name, tiles, updatedAt, description }) => (
              <Card
                key={id}
                style={{ textDecoration: "none", color: "inherit" }}
                renderRoot={(props) => (
                  <Link
                    to="/p/$project/dashboards/$dashboard"
                    params={{ project, dashboard: id }}
                    {...props}
                  />
                )}
              >
                <Group gap="sm" wrap="nowrap">
                  <IconLayoutDashboard size={20} stroke={1.6} aria-hidden />
                  <Title order={2} fz="1rem">
                    {name}
                  </Title>
                </Group>
                {description && (
                  <Text size="sm" mt={6}>
                    {description}
                  </Text>
                )}
                <Text size="sm" c="dimmed" mt={6}>
                  {t("tiles", { count: tiles.length })} · {format.instant(updatedAt, timezone)}
                </Text>
              </Card>
            ))}
          </SimpleGrid>
        )}
      </Stack>
    </>
  );
}

function Create() {
  const { t } = useTranslation("dashboards");
  const { id: project } = useProject();
  const navigate = useNavigate();
  const create = dashboards.useCreate(project);
  const [name, setName] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { name },
          {
            onSuccess: ({ id }) =>
              navigate({ to: "/p/$project/dashboards/$dashboard", params: { project, dashboard: id } }),
          },
        );
      }}
    >
      <Group gap="xs">
        <TextInput
          aria-label={t("newName")}
          placeholder={t("newName")}
          required
          maxLength={200}
          w={280}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" loading={create.isPending} leftSection={<IconPlus size={16} aria-hidden />}>
          {t("create")}
        </Button>
      </Group>
      {create.isError && <ErrorState error={create.error} compact />}
    </form>
  );
}
