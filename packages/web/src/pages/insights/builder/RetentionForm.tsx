import { Group, NumberInput, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BreakdownPicker } from "../../../parts/BreakdownPicker.tsx";
import { retentionProse } from "../prose.ts";
import { Section } from "./Section.tsx";
import { SelectorRow } from "./SelectorRow.tsx";
import type { FormProps } from "./types.ts";

const intervals = ["day", "week", "month"] as const;

/** The question as a sentence whose words are chosen. */
export function RetentionForm({ question, onChange }: FormProps<"retention">) {
  const { t } = useTranslation("insights");
  return (
    <>
      <Text
        size="sm"
        p={10}
        style={{
          borderInlineStart: "3px solid var(--mantine-primary-color-filled)",
          background: "var(--lepton-sunken)",
          borderRadius: 6,
        }}
      >
        {retentionProse(question, t)}
      </Text>
      <Section title={t("retention.who")}>
        <Select
          aria-label={t("retention.cohorts")}
          data={[
            { value: "first", label: t("retention.first") },
            { value: "recurring", label: t("retention.recurring") },
          ]}
          value={question.cohorts ?? "first"}
          onChange={(next) =>
            onChange({ ...question, cohorts: next === "recurring" ? "recurring" : "first" })
          }
        />
        <SelectorRow
          value={question.start ?? { event: null }}
          onChange={(start) => onChange({ ...question, start })}
        />
      </Section>
      <Section title={t("retention.back")}>
        <SelectorRow
          value={question.return ?? { event: null }}
          onChange={(back) => onChange({ ...question, return: back })}
        />
        <Group gap={6} grow>
          <Select
            aria-label={t("retention.each")}
            data={intervals.map((one) => ({ value: one, label: t(`prose.each.${one}`) }))}
            value={question.interval ?? "week"}
            onChange={(next) =>
              onChange({ ...question, interval: intervals.find((one) => one === next) ?? "week" })
            }
          />
          <Select
            aria-label={t("retention.mode")}
            data={[
              { value: "on", label: t("retention.on") },
              { value: "onOrAfter", label: t("retention.onOrAfter") },
            ]}
            value={question.mode ?? "on"}
            onChange={(next) => onChange({ ...question, mode: next === "onOrAfter" ? "onOrAfter" : "on" })}
          />
        </Group>
        <Group gap={6} grow>
          <NumberInput
            label={t("retention.periods")}
            min={1}
            max={90}
            value={question.periods ?? 8}
            onChange={(next) =>
              Number(next) >= 1 && onChange({ ...question, periods: Math.min(90, Number(next)) })
            }
          />
          <NumberInput
            label={t("retention.minOccurrences")}
            min={1}
            max={1000}
            value={question.minOccurrences ?? 1}
            onChange={(next) => Number(next) >= 1 && onChange({ ...question, minOccurrences: Number(next) })}
          />
        </Group>
      </Section>
      <Section title={t("section.breakdown")}>
        <BreakdownPicker
          value={question.breakdown}
          event={question.start?.event ?? null}
          onChange={(breakdown) => onChange({ ...question, breakdown })}
        />
      </Section>
    </>
  );
}
