import { Checkbox, NumberInput, Select, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useEventNames } from "../../../api/hooks/schema.ts";
import { useProject } from "../../../app/project.tsx";
import { PropertyPicker } from "../../../parts/PropertyPicker.tsx";
import { Section } from "./Section.tsx";
import { SelectorRow } from "./SelectorRow.tsx";
import type { FormProps } from "./types.ts";

export function LifecycleForm({ question, onChange }: FormProps<"lifecycle">) {
  const { t } = useTranslation("insights");
  return (
    <Section title={t("section.activeMeans")}>
      <SelectorRow value={question.on ?? { event: null }} onChange={(on) => onChange({ ...question, on })} />
    </Section>
  );
}

const modes = ["histogram", "l7", "l28"] as const;

export function StickinessForm({ question, onChange }: FormProps<"stickiness">) {
  const { t } = useTranslation("insights");
  return (
    <>
      <Section title={t("section.activeMeans")}>
        <SelectorRow
          value={question.on ?? { event: null }}
          onChange={(on) => onChange({ ...question, on })}
        />
      </Section>
      <Section title={t("section.rules")}>
        <Select
          aria-label={t("stickiness.mode")}
          data={modes.map((mode) => ({ value: mode, label: t(`stickiness.${mode}`) }))}
          value={question.mode ?? "histogram"}
          onChange={(next) =>
            onChange({ ...question, mode: modes.find((mode) => mode === next) ?? "histogram" })
          }
        />
        <Checkbox
          label={t("stickiness.cumulative")}
          checked={question.cumulative ?? false}
          onChange={({ currentTarget }) =>
            onChange({ ...question, cumulative: currentTarget.checked || undefined })
          }
        />
      </Section>
    </>
  );
}

export function PathsForm({ question, onChange }: FormProps<"paths">) {
  const { t } = useTranslation("insights");
  const { id } = useProject();
  const names = useEventNames(id).data?.items.map(({ event }) => event) ?? [];
  const by = question.by ?? "event";
  const kind = typeof by === "string" ? by : "property";
  return (
    <>
      <Section title={t("paths.of")}>
        <Select
          aria-label={t("paths.of")}
          data={["event", "page", "property"].map((one) => ({ value: one, label: t(`paths.by.${one}`) }))}
          value={kind}
          onChange={(next) =>
            onChange({
              ...question,
              by: next === "event" || next === "page" ? next : { on: "event", key: "$pathname" },
            })
          }
        />
        {typeof by === "object" && (
          <PropertyPicker
            value={{ on: by.on ?? "event", key: by.key }}
            onChange={(property) => property && onChange({ ...question, by: property })}
          />
        )}
        <TagsInput
          label={t("paths.only")}
          placeholder={question.events?.length ? "" : t("paths.allEvents")}
          data={names}
          value={question.events ?? []}
          onChange={(events) => onChange({ ...question, events: events.length > 0 ? events : undefined })}
        />
      </Section>
      <Section title={t("section.rules")}>
        <Anchor
          label={t("paths.startAt")}
          value={question.startAt}
          onChange={(startAt) => onChange({ ...question, startAt })}
        />
        <Anchor
          label={t("paths.endAt")}
          value={question.endAt}
          onChange={(endAt) => onChange({ ...question, endAt })}
        />
        <SimpleGrid cols={3} spacing={6} style={{ alignItems: "end" }}>
          <NumberInput
            label={t("paths.maxSteps")}
            min={2}
            max={10}
            value={question.maxSteps ?? 5}
            onChange={(next) =>
              Number(next) >= 2 && onChange({ ...question, maxSteps: Math.min(10, Number(next)) })
            }
          />
          <NumberInput
            label={t("paths.maxNodes")}
            min={2}
            max={30}
            value={question.maxNodesPerStep ?? 8}
            onChange={(next) =>
              Number(next) >= 2 && onChange({ ...question, maxNodesPerStep: Math.min(30, Number(next)) })
            }
          />
          <NumberInput
            label={t("paths.gap")}
            min={1}
            max={1440}
            value={question.sessionGapMinutes ?? 30}
            onChange={(next) =>
              Number(next) >= 1 && onChange({ ...question, sessionGapMinutes: Math.min(1440, Number(next)) })
            }
          />
        </SimpleGrid>
      </Section>
    </>
  );
}

function Anchor({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  return (
    <TextInput
      key={value ?? ""}
      label={label}
      defaultValue={value ?? ""}
      onBlur={({ currentTarget }) =>
        currentTarget.value !== (value ?? "") && onChange(currentTarget.value || undefined)
      }
      onKeyDown={({ key, currentTarget }) => key === "Enter" && onChange(currentTarget.value || undefined)}
    />
  );
}
