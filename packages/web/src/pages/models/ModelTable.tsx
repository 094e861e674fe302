import type { ModelSummary } from "@lepton/server";
import { Anchor, Box, Button, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { useNow } from "../people/PeopleTable.tsx";
import { isLowerBetter } from "./metrics.ts";
import { HealthBadge } from "./monitor/HealthBadge.tsx";
import { StageBadge } from "./StageBadge.tsx";
import { useWords } from "./useWords.ts";
import { VerdictMark } from "./VerdictMark.tsx";
import { leading } from "./versions.ts";

/** One row per question: its published version, else the newest; the others on demand. */
export function ModelTable({ items }: { items: ModelSummary[] }) {
  const { t } = useTranslation("models");
  const [isWhole, setWhole] = useState(false);
  const first = leading(items);
  const rows = isWhole ? items : first;
  return (
    <Stack gap="xs">
      <Table.ScrollContainer
        minWidth={300}
        bg="var(--lepton-surface)"
        style={{
          border: "1px solid var(--mantine-color-default-border)",
          borderRadius: "var(--mantine-radius-lg)",
        }}
      >
        <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("column.model")}</Table.Th>
              <Table.Th visibleFrom="sm">{t("column.stage")}</Table.Th>
              <Table.Th>{t("column.quality")}</Table.Th>
              <Table.Th visibleFrom="md">{t("column.baseline")}</Table.Th>
              <Table.Th visibleFrom="md">{t("column.trained")}</Table.Th>
              <Table.Th ta="end" visibleFrom="sm">
                {t("column.scored")}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((model) => (
              <Row key={model.id} model={model} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {items.length > first.length && (
        <Group>
          <Button variant="subtle" size="xs" onClick={() => setWhole((now) => !now)}>
            {isWhole ? t("versions.fewer") : t("versions.all", { count: items.length - first.length })}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Row({ model }: { model: ModelSummary }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const now = useNow();
  const { id: project, timezone } = useProject();
  const { headline, verdict } = model;
  const show = (value: number) => words.measure(headline.metric, value);
  const sign = isLowerBetter(headline.metric) ? 1 : -1;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          fw={600}
          c="var(--mantine-color-text)"
          renderRoot={(props) => (
            <Link to="/p/$project/models/$model" params={{ project, model: model.id }} {...props} />
          )}
        >
          {words.model(model.name)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {words.target(model)} · v{model.version}
        </Text>
        <Box hiddenFrom="sm" mt={4}>
          <StageBadge stage={model.stage} />
          {model.stage === "published" && model.health && <HealthBadge state={model.health.state} />}
        </Box>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <StageBadge stage={model.stage} />
        {model.stage === "published" && model.health && (
          <Box mt={4}>
            <HealthBadge state={model.health.state} />
          </Box>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm" fw={600} style={{ whiteSpace: "nowrap" }}>
          {words.metric(headline.metric)} {show(headline.value)}
        </Text>
        <Text size="xs" c="dimmed">
          {words.interval(headline, show)}
        </Text>
        <Box hiddenFrom="md" mt={4}>
          <VerdictMark verdict={verdict} />
        </Box>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <VerdictMark verdict={verdict} />
        {verdict.difference && verdict.metric === headline.metric && (
          <Text size="xs" c="dimmed" mt={2} style={{ whiteSpace: "nowrap" }}>
            {words.estimator(verdict.baseline)} {show(headline.value + sign * verdict.difference.value)}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm" title={format.instant(model.createdAt, timezone)} style={{ whiteSpace: "nowrap" }}>
          {format.ago(model.createdAt, now)}
        </Text>
      </Table.Td>
      <Table.Td ta="end" visibleFrom="sm">
        <Text size="sm">{format.number(model.scoredPeople)}</Text>
        {model.scoredAt && (
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {format.ago(model.scoredAt, now)}
          </Text>
        )}
        {!model.scoredAt && (
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {t("neverScored")}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
