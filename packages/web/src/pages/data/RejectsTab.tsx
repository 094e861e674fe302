import { Button, Card, Group, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRejects } from "../../api/hooks/data.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { useServerText } from "../../i18n/useServerText.ts";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import classes from "./data.module.css";

const route = getRouteApi("/p/$project/data");

/** Rows that were refused, each with its reason and as it came. */
export function RejectsTab() {
  const { t } = useTranslation("data");
  const format = useFormat();
  const told = useServerText();
  const { id: project, timezone } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<string | null>(null);
  const { source, code } = search;
  const rejects = useRejects(project, { ...(source ? { source } : {}), ...(code ? { code } : {}) });
  const rows = rejects.data?.pages.flatMap((page) => page.items) ?? [];
  const sources = rejects.data?.pages[0]?.sources ?? [];
  const isNarrowed = source !== undefined || code !== undefined;
  if (rejects.isError) return <ErrorState error={rejects.error} onRetry={rejects.refetch} />;
  if (rejects.isPending) return <SkeletonCard height={300} lines={6} />;
  if (rows.length === 0 && !isNarrowed)
    return (
      <Card>
        <EmptyState icon={IconCircleCheck} title={t("rejects.none")}>
          {t("rejects.noneText")}
        </EmptyState>
      </Card>
    );
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("rejects.lead")}
      </Text>
      <Group gap="sm">
        <Select
          w={280}
          clearable
          placeholder={t("rejects.allSources")}
          aria-label={t("rejects.source")}
          data={[...new Set([...sources.map((it) => it.source), ...(source ? [source] : [])])].map(
            (value) => {
              const count = sources.find((it) => it.source === value)?.count;
              return { value, label: count === undefined ? value : `${value} (${format.number(count)})` };
            },
          )}
          value={source ?? null}
          onChange={(value) => navigate({ search: { ...search, source: value ?? undefined }, replace: true })}
        />
        <TextInput
          w={220}
          placeholder={t("rejects.code")}
          aria-label={t("rejects.code")}
          value={code ?? ""}
          onChange={(event) =>
            navigate({ search: { ...search, code: event.currentTarget.value || undefined }, replace: true })
          }
        />
      </Group>
      {rows.length === 0 ? (
        <Text c="dimmed">{t("rejects.nothing")}</Text>
      ) : (
        <Table.ScrollContainer minWidth={680} className={classes.frame}>
          <Table horizontalSpacing="md" verticalSpacing={7} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("rejects.reason")}</Table.Th>
                <Table.Th>{t("rejects.field")}</Table.Th>
                <Table.Th>{t("rejects.source")}</Table.Th>
                <Table.Th w={190}>{t("rejects.time")}</Table.Th>
                <Table.Th w={90} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, at) => {
                const key = `${row.receivedAt}-${row.code}-${at}`;
                return (
                  <Fragment key={key}>
                    <Table.Tr>
                      <Table.Td>
                        <Text size="sm">{told.reject(row)}</Text>
                        <Text size="xs" c="dimmed" ff="monospace">
                          {row.code}
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        <Text size="sm" ff="monospace">
                          {row.field || "–"}
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        <Text size="sm">{row.source}</Text>
                      </Table.Td>
                      <Table.Td>
                        <Text size="sm" c="dimmed">
                          {format.instant(row.receivedAt, timezone)}
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          aria-expanded={open === key}
                          onClick={() => setOpen(open === key ? null : key)}
                        >
                          {t(open === key ? "rejects.hide" : "rejects.show")}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                    {open === key && (
                      <Table.Tr>
                        <Table.Td colSpan={5}>
                          <pre className={classes.raw}>{row.raw}</pre>
                        </Table.Td>
                      </Table.Tr>
                    )}
                  </Fragment>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {rejects.hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: "center" }}
          loading={rejects.isFetchingNextPage}
          onClick={() => rejects.fetchNextPage()}
        >
          {t("more")}
        </Button>
      )}
    </Stack>
  );
}
