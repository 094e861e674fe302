import { NumberInput, SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useProject } from "../../../app/project.tsx";
import type { AskedOf } from "../../../charts/types.ts";
import { EventPicker } from "../../../parts/EventPicker.tsx";
import { FilterEditor } from "../../../parts/filter/FilterEditor.tsx";
import { PropertyPicker } from "../../../parts/PropertyPicker.tsx";
import { Section } from "./Section.tsx";
import { SelectorRow } from "./SelectorRow.tsx";
import type { FormProps } from "./types.ts";

type Source = AskedOf<"revenue">["source"];

/** Which event carries money, and in which number. */
function SourcePicker({ source, onChange }: { source: Source; onChange: (source: Source) => void }) {
  const { t } = useTranslation("insights");
  return (
    <Section title={t("money.source")}>
      <EventPicker
        withAny={false}
        label={t("money.event")}
        value={source.event || null}
        onChange={(event) => onChange({ ...source, event: event ?? "" })}
      />
      <PropertyPicker
        numeric
        on={["event"]}
        event={source.event || null}
        value={{ on: "event", key: source.property ?? "revenue" }}
        placeholder={t("money.property")}
        onChange={(property) => property && onChange({ ...source, property: property.key })}
      />
      <FilterEditor
        value={source.filter}
        event={source.event || null}
        onChange={(filter) => onChange({ ...source, filter })}
      />
    </Section>
  );
}

export function RevenueForm({ question, onChange }: FormProps<"revenue">) {
  const { t } = useTranslation("insights");
  return (
    <>
      <SourcePicker source={question.source} onChange={(source) => onChange({ ...question, source })} />
      <Section title={t("section.rules")}>
        <NumberInput
          label={t("money.ltvPeriods")}
          min={1}
          max={36}
          value={question.ltvPeriods ?? 12}
          onChange={(next) =>
            Number(next) >= 1 && onChange({ ...question, ltvPeriods: Math.min(36, Number(next)) })
          }
        />
      </Section>
    </>
  );
}

export function GrowthAccountingForm({ question, onChange }: FormProps<"growthAccounting">) {
  const { t } = useTranslation("insights");
  const project = useProject();
  const { of } = question;
  return (
    <>
      <Section title={t("growth.of")}>
        <SegmentedControl
          fullWidth
          aria-label={t("growth.of")}
          data={[
            { value: "people", label: t("growth.people") },
            { value: "revenue", label: t("growth.revenue") },
          ]}
          value={of.type}
          onChange={(next) =>
            onChange({
              ...question,
              of:
                next === "revenue"
                  ? {
                      type: "revenue",
                      source: {
                        event: project.revenueEvent ?? "",
                        property: project.revenueProperty ?? "revenue",
                      },
                    }
                  : { type: "people", on: { event: project.coreEvent } },
            })
          }
        />
      </Section>
      {of.type === "people" ? (
        <Section title={t("section.activeMeans")}>
          <SelectorRow
            value={of.on ?? { event: null }}
            onChange={(on) => onChange({ ...question, of: { type: "people", on } })}
          />
        </Section>
      ) : (
        <SourcePicker
          source={of.source}
          onChange={(source) => onChange({ ...question, of: { type: "revenue", source } })}
        />
      )}
    </>
  );
}
