import type { EventRow } from "@lepton/server";
import { Anchor, Badge, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { shortValue, sortedProperties } from "../people/timeline.ts";

const shownProperties = 3;

/** Rows of events, newest first; each opens its details. */
export function EventTable({ rows, onOpen }: { rows: EventRow[]; onOpen(row: EventRow): void }) {
  const { t } = useTranslation("live");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  return (
    <Table.ScrollContainer minWidth={640} bg="var(--lepton-surface)" style={frame}>
      <Table highlightOnHover verticalSpacing={7} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.event")}</Table.Th>
            <Table.Th>{t("column.person")}</Table.Th>
            <Table.Th>{t("column.properties")}</Table.Th>
            <Table.Th w={190}>{t("column.time")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.uuid} style={{ cursor: "pointer" }} onClick={() => onOpen(row)}>
              <Table.Td>
                <Anchor
                  component="button"
                  type="button"
                  fw={600}
                  style={{ whiteSpace: "nowrap" }}
                  c="var(--mantine-color-text)"
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(row);
                  }}
                >
                  {row.event}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Anchor
                  size="sm"
                  maw={220}
                  truncate
                  display="inline-block"
                  onClick={(event) => event.stopPropagation()}
                  renderRoot={(props) => (
                    <Link
                      to="/p/$project/people/$person"
                      params={{ project, person: row.personId }}
                      {...props}
                    />
                  )}
                >
                  {row.personId}
                </Anchor>
              </Table.Td>
              <Table.Td>
                {sortedProperties(row.properties)
                  .slice(0, shownProperties)
                  .map(([key, value]) => (
                    <Badge key={key} color="gray" variant="light" mr={6} maw={220} fw={400}>
                      {key}: {shortValue(value, 28)}
                    </Badge>
                  ))}
              </Table.Td>
              <Table.Td>
                <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                  {format.instant(row.ts, timezone)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const frame = {
  border: "1px solid var(--mantine-color-default-border)",
  borderRadius: "var(--mantine-radius-lg)",
} as const;
