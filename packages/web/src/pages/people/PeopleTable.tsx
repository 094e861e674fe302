import type { PersonRow } from "@lepton/growth";
import { Anchor, Group, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { PersonMark } from "./PersonMark.tsx";
import { shortValue, sortedProperties } from "./timeline.ts";

const shownProperties = 2;

export function PeopleTable({ rows, isStale }: { rows: PersonRow[]; isStale: boolean }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const now = useNow();
  return (
    <Table.ScrollContainer
      minWidth={320}
      bg="var(--lepton-surface)"
      style={{
        border: "1px solid var(--mantine-color-default-border)",
        borderRadius: "var(--mantine-radius-lg)",
        opacity: isStale ? 0.6 : 1,
      }}
    >
      <Table highlightOnHover verticalSpacing={8} horizontalSpacing="md" aria-busy={isStale}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.person")}</Table.Th>
            <Table.Th visibleFrom="md">{t("column.properties")}</Table.Th>
            <Table.Th w={170} visibleFrom="sm">
              {t("column.firstSeen")}
            </Table.Th>
            <Table.Th w={150}>{t("column.lastSeen")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.personId}>
              <Table.Td>
                <Group gap={10} wrap="nowrap">
                  <PersonMark id={row.personId} label={row.label} />
                  <Anchor
                    fw={600}
                    c="var(--mantine-color-text)"
                    maw={{ base: 190, sm: 320 }}
                    truncate
                    renderRoot={(props) => (
                      <Link
                        to="/p/$project/people/$person"
                        params={{ project, person: row.personId }}
                        {...props}
                      />
                    )}
                  >
                    {row.label || row.personId}
                  </Anchor>
                </Group>
              </Table.Td>
              <Table.Td visibleFrom="md">
                <Text size="sm" c="dimmed" truncate maw={420}>
                  {sortedProperties(row.properties)
                    .slice(0, shownProperties)
                    .map(([key, value]) => `${key}: ${shortValue(value, 40)}`)
                    .join(" · ")}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <Text size="sm" style={{ whiteSpace: "nowrap" }}>
                  {format.instant(row.firstSeen, timezone)}
                </Text>
              </Table.Td>
              <Table.Td>
                <Text
                  size="sm"
                  title={format.instant(row.lastSeen, timezone)}
                  style={{ whiteSpace: "nowrap" }}
                >
                  {format.ago(row.lastSeen, now)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const minuteMs = 60_000;

/** The time of day, moving on by the minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minuteMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
