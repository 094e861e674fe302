import type { PeoplePoint } from "@lepton/growth";
import { Button, Group, SegmentedControl, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ResultTable } from "./tables/index.ts";

const pageRows = 60;

interface DataTableProps {
  tables: readonly ResultTable[];
  onPick?: ((point: PeoplePoint, label: string) => void) | undefined;
}

/** The numbers of a chart: what a reader without the picture reads, every count a way to its people. */
export function DataTable({ tables, onPick }: DataTableProps) {
  const { t } = useTranslation("charts");
  const [key, setKey] = useState<string | null>(null);
  const [limit, setLimit] = useState(pageRows);
  const table = tables.find((one) => one.key === key) ?? tables[0];
  if (!table) return null;
  // Names may repeat (two series of one event): the place tells them apart.
  const columns = table.columns.map((column, i) => ({ column, key: `${i}-${column}` }));
  const rows = table.rows.slice(0, limit).map((row, i) => ({ row, key: `${i}-${row[0]?.shown ?? ""}` }));
  return (
    <Stack gap="xs">
      {tables.length > 1 && (
        <Group>
          <SegmentedControl
            size="xs"
            aria-label={t("table.choose")}
            data={tables.map(({ key: value, title }) => ({ value, label: title }))}
            value={table.key}
            onChange={(next) => {
              setKey(next);
              setLimit(pageRows);
            }}
          />
        </Group>
      )}
      <Table.ScrollContainer minWidth={320} maxHeight={440}>
        <Table stickyHeader verticalSpacing={5} horizontalSpacing="sm" fz="sm">
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ column, key: columnKey }, i) => (
                <Table.Th key={columnKey} ta={i === 0 ? "start" : "end"} style={{ whiteSpace: "nowrap" }}>
                  {column}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ row, key: rowKey }) => (
              <Table.Tr key={rowKey}>
                {row.map((cell, c) => {
                  const isName = c === 0 || typeof cell.value === "string";
                  const label = `${row[0]?.shown ?? ""} · ${table.columns[c] ?? ""}`;
                  const { point } = cell;
                  return (
                    <Table.Td
                      key={columns[c]?.key}
                      ta={c > 0 ? "end" : "start"}
                      maw={isName ? 360 : 180}
                      style={cell.shown.length < 48 ? { whiteSpace: "nowrap" } : undefined}
                    >
                      {point && onPick ? (
                        <UnstyledButton
                          fz="sm"
                          c="var(--mantine-color-anchor)"
                          onClick={() => onPick(point, label)}
                          aria-label={t("table.openPeople", { label, count: cell.shown })}
                        >
                          {cell.shown}
                        </UnstyledButton>
                      ) : (
                        cell.shown
                      )}
                      {cell.isOpen && (
                        <Text span size="xs" c="dimmed">
                          {" "}
                          {t("incomplete")}
                        </Text>
                      )}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {table.rows.length > limit && (
        <Button variant="subtle" size="xs" onClick={() => setLimit((n) => n + 5 * pageRows)}>
          {t("table.more", { count: table.rows.length - limit })}
        </Button>
      )}
    </Stack>
  );
}
