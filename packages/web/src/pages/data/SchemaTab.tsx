import { Card, Progress, Stack, Table, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconListDetails, IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useEventNames, usePropertyNames } from "../../api/hooks/schema.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { useNow } from "../people/PeopleTable.tsx";
import classes from "./data.module.css";

const route = getRouteApi("/p/$project/data");

/** Events and properties that were seen, with how often and how full. */
export function SchemaTab() {
  const { t } = useTranslation("data");
  const format = useFormat();
  const { id: project } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [find, setFind] = useState("");
  const events = useEventNames(project);
  const now = useNow();
  if (events.isError) return <ErrorState error={events.error} onRetry={events.refetch} />;
  if (events.isPending) return <SkeletonCard height={320} lines={8} />;
  if (events.data.items.length === 0)
    return (
      <Card>
        <EmptyState icon={IconListDetails} title={t("schema.none")}>
          {t("schema.noneText")}
        </EmptyState>
      </Card>
    );
  const items = events.data.items.filter((it) => it.event.toLowerCase().includes(find.trim().toLowerCase()));
  return (
    <Stack gap="md">
      <TextInput
        maw={320}
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder={t("schema.find")}
        aria-label={t("schema.find")}
        value={find}
        onChange={(event) => setFind(event.currentTarget.value)}
      />
      <div
        style={{
          display: "grid",
          gridTemplateColumns: "repeat(auto-fit, minmax(min(420px, 100%), 1fr))",
          gap: 20,
          alignItems: "start",
        }}
      >
        <Table.ScrollContainer minWidth={360} className={classes.frame}>
          <Table horizontalSpacing="md" verticalSpacing={6} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("schema.event")}</Table.Th>
                <Table.Th ta="end">{t("schema.count")}</Table.Th>
                <Table.Th ta="end">{t("schema.lastSeen")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map(({ event, count, lastSeen }) => (
                <Table.Tr key={event} bg={search.event === event ? "var(--lepton-sunken)" : undefined}>
                  <Table.Td>
                    <UnstyledButton
                      fz="sm"
                      fw={600}
                      aria-pressed={search.event === event}
                      onClick={() =>
                        navigate({
                          search: { ...search, event: search.event === event ? undefined : event },
                          replace: true,
                        })
                      }
                    >
                      {event}
                    </UnstyledButton>
                  </Table.Td>
                  <Table.Td ta="end">{format.number(count)}</Table.Td>
                  <Table.Td ta="end">
                    <Text size="sm" c="dimmed">
                      {format.ago(lastSeen, now)}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Stack gap="md">
          <Properties on="event" event={search.event ?? null} />
          <Properties on="person" event={null} />
        </Stack>
      </div>
    </Stack>
  );
}

function Properties({ on, event }: { on: "event" | "person"; event: string | null }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const { id: project } = useProject();
  const names = usePropertyNames(project, on, event);
  if (names.isError) return <ErrorState error={names.error} compact />;
  if (names.isPending) return <SkeletonCard height={160} lines={4} />;
  return (
    <Card>
      <Text fw={650} mb={4}>
        {on === "person"
          ? t("schema.ofPeople")
          : event
            ? t("schema.ofEvent", { event })
            : t("schema.ofEvents")}
      </Text>
      {names.data.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("schema.noProperties")}
        </Text>
      ) : (
        <Table verticalSpacing={4} fz="sm">
          <Table.Tbody>
            {names.data.items.map(({ key, type, coverage }) => (
              <Table.Tr key={key}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{key}</Table.Td>
                <Table.Td c="dimmed">{t(`schema.type.${type}`)}</Table.Td>
                <Table.Td w={110}>
                  <Progress
                    size="sm"
                    value={coverage * 100}
                    aria-label={t("schema.coverage", { share: format.share(coverage, 0) })}
                  />
                </Table.Td>
                <Table.Td w={64} ta="end">
                  {format.share(coverage, 0)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="xs" c="dimmed" mt={6}>
        {t("schema.sampled", { rows: format.number(names.data.sampled) })}
      </Text>
    </Card>
  );
}
