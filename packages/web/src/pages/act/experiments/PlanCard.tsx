import type { ExperimentPlanReply } from "@lepton/server";
import { Button, Group, NumberInput, Paper, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExperimentPlan } from "../../../api/hooks/act.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { type ExperimentDraft, isComplete, metricBody } from "./form.ts";
import { useMetricWords } from "./useMetricWords.ts";

/** How many people and days the experiment takes, from the project's own history. */
export function PlanCard({ draft, onPlanned }: { draft: ExperimentDraft; onPlanned(people: number): void }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const [effect, setEffect] = useState(10);
  const [primary] = draft.metrics;
  const ready = primary && isComplete(primary);
  const plan = useExperimentPlan(
    project,
    ready
      ? {
          variants: draft.variants,
          metric: metricBody(primary, "m1", "m1"),
          who: draft.who ?? null,
          effect: effect / 100,
        }
      : null,
  );
  return (
    <Paper p="md" radius="md" style={{ background: "var(--lepton-sunken)" }}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-end">
          <div>
            <Text fw={600}>{t("plan.title")}</Text>
            <Text size="sm" c="dimmed" maw={420}>
              {t("plan.lead")}
            </Text>
          </div>
          <NumberInput
            w={150}
            label={t("plan.effect")}
            min={0.5}
            max={200}
            suffix=" %"
            value={effect}
            onChange={(value) => typeof value === "number" && value > 0 && setEffect(value)}
          />
        </Group>
        {!ready && (
          <Text size="sm" c="dimmed">
            {t("plan.first")}
          </Text>
        )}
        {plan.isError && <ErrorState error={plan.error} compact />}
        {ready && plan.data && <Plan plan={plan.data} kind={primary.kind} onPlanned={onPlanned} />}
      </Stack>
    </Paper>
  );
}

function Plan({
  plan,
  kind,
  onPlanned,
}: {
  plan: ExperimentPlanReply;
  kind: "conversion" | "count" | "sum";
  onPlanned(people: number): void;
}) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const words = useMetricWords();
  if (plan.kind === "notEnough")
    return (
      <Text size="sm">
        {t("plan.notEnough", { have: format.number(plan.have), need: format.number(plan.need) })}
      </Text>
    );
  const { needed, baseline, reduction } = plan;
  const inDays = (days: number | null) =>
    days === null ? t("plan.tooLong") : t("plan.inDays", { count: days });
  return (
    <>
      <Text size="sm" aria-live="polite">
        {t("plan.today", {
          value: words.value(kind, baseline.value),
          n: format.number(baseline.n),
          perDay: format.number(plan.newcomersPerDay, 1),
        })}{" "}
        {reduction >= 0.01 && t("plan.past", { share: format.share(reduction, 0) })}
      </Text>
      <Group justify="space-between" wrap="wrap">
        <Text fw={600}>
          {t("plan.needed", { people: format.number(needed.people), days: inDays(needed.days) })}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onPlanned(Math.min(100_000_000, Math.max(100, Math.ceil(needed.people))))}
        >
          {t("plan.use")}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t("plan.oneLook", { people: format.number(needed.peopleOneLook), days: inDays(needed.daysOneLook) })}
      </Text>
      <Table.ScrollContainer minWidth={300}>
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("plan.after")}</Table.Th>
              <Table.Th ta="end">{t("plan.people")}</Table.Th>
              <Table.Th ta="end">{t("plan.finds")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {plan.days.map(({ days, people, safe }) => (
              <Table.Tr key={days}>
                <Table.Td>{t("plan.inDays", { count: days })}</Table.Td>
                <Table.Td ta="end">{format.number(people)}</Table.Td>
                <Table.Td ta="end">
                  ±{format.share(safe.relative, 1)}{" "}
                  <Text span size="xs" c="dimmed">
                    {words.change(kind, safe.absolute).replace("+", "±")}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
