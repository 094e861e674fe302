import type { MarketRow } from "@lepton/server";
import { ActionIcon, Button, Card, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type ClipboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMarket, useSaveMarket } from "../../../api/hooks/data.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import classes from "../data.module.css";
import { changesOf, type Field, faultsOf, fields, pasted, type TypedRow, typedOf } from "./rows.ts";

/** Own, market and rivals' sales per period: what market share is worked out from. */
export function MarketTab() {
  const { id: project } = useProject();
  const market = useMarket(project);
  if (market.isError) return <ErrorState error={market.error} onRetry={market.refetch} />;
  if (market.isPending) return <SkeletonCard height={300} lines={6} />;
  return <MarketTable key={market.dataUpdatedAt} stored={market.data.items} />;
}

const widths: Record<Field, number> = {
  segment: 110,
  period: 140,
  player: 150,
  value: 110,
  low: 100,
  high: 100,
  unit: 80,
  source: 180,
  asOf: 140,
};

function MarketTable({ stored }: { stored: MarketRow[] }) {
  const { t } = useTranslation("data");
  const { id: project, currency } = useProject();
  const canEdit = useCanEdit();
  const save = useSaveMarket(project);
  const [rows, setRows] = useState<TypedRow[]>(() => stored.map(typedOf));
  const [made, setMade] = useState(0);
  const changes = changesOf(stored, rows);
  const faults = rows.some((row) => faultsOf(row).length > 0);
  const isChanged = changes.write.length + changes.remove.length > 0;

  const add = (player: string) => {
    const last = rows.at(-1);
    const today = new Date().toISOString().slice(0, 10);
    setMade(made + 1);
    setRows([
      ...rows,
      {
        key: `new-${made}`,
        segment: last?.segment ?? "",
        period: last?.period ?? `${today.slice(0, 7)}-01`,
        player,
        value: "",
        low: "",
        high: "",
        unit: last?.unit ?? currency,
        source: "",
        asOf: today,
      },
    ]);
  };
  const paste = (event: ClipboardEvent) => {
    const found = pasted(event.clipboardData.getData("text"));
    if (found.length === 0) return;
    event.preventDefault();
    setMade(made + found.length);
    setRows([...rows, ...found.map((row, i) => ({ ...row, key: `new-${made + i}` }))]);
  };
  return (
    <Stack gap="sm" onPaste={canEdit ? paste : undefined}>
      <Text size="sm" c="dimmed" maw={760}>
        {t("market.lead")}
      </Text>
      {rows.length === 0 ? (
        <Card>
          <Text fw={600}>{t("market.none")}</Text>
          <Text c="dimmed" size="sm" maw={620}>
            {t("market.noneText")}
          </Text>
        </Card>
      ) : (
        <Table.ScrollContainer minWidth={1120} className={classes.frame}>
          <Table verticalSpacing={4} horizontalSpacing={6} fz="sm">
            <Table.Thead>
              <Table.Tr>
                {fields.map((field) => (
                  <Table.Th key={field} w={widths[field]} title={t(`market.hint.${field}`)}>
                    {t(`market.field.${field}`)}
                  </Table.Th>
                ))}
                <Table.Th w={40} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, at) => {
                const wrong = faultsOf(row);
                return (
                  <Table.Tr key={row.key}>
                    {fields.map((field) => (
                      <Table.Td key={field}>
                        <TextInput
                          size="xs"
                          disabled={!canEdit}
                          type={field === "period" || field === "asOf" ? "date" : "text"}
                          inputMode={
                            field === "value" || field === "low" || field === "high" ? "decimal" : undefined
                          }
                          aria-label={`${t(`market.field.${field}`)}, ${at + 1}`}
                          error={wrong.includes(field) && (row[field] !== "" || isChanged)}
                          value={row[field]}
                          onChange={({ currentTarget: { value } }) =>
                            setRows(rows.map((it) => (it.key === row.key ? { ...it, [field]: value } : it)))
                          }
                        />
                      </Table.Td>
                    ))}
                    <Table.Td>
                      {canEdit && (
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t("market.remove", { row: at + 1 })}
                          onClick={() => setRows(rows.filter((it) => it.key !== row.key))}
                        >
                          <IconTrash size={15} />
                        </ActionIcon>
                      )}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {save.error && <ErrorState error={save.error} />}
      {canEdit && (
        <Group>
          {(["own", "market", ""] as const).map((player) => (
            <Button
              key={player}
              variant="default"
              leftSection={<IconPlus size={15} />}
              onClick={() => add(player)}
            >
              {t(`market.add.${player || "rival"}`)}
            </Button>
          ))}
          <Button
            ml="auto"
            disabled={!isChanged || faults}
            loading={save.isPending}
            onClick={() =>
              save.mutate(changes, { onSuccess: () => notifications.show({ message: t("market.saved") }) })
            }
          >
            {t("market.save")}
          </Button>
        </Group>
      )}
      {faults && isChanged && (
        <Text size="sm" c="red" role="status">
          {t("market.faults")}
        </Text>
      )}
    </Stack>
  );
}
