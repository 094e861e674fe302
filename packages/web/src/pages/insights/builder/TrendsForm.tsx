import { Button, Checkbox, TextInput, Tooltip } from "@mantine/core";
import { IconMathFunction, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BreakdownPicker } from "../../../parts/BreakdownPicker.tsx";
import { removeAt, replaceAt } from "../../../parts/filter/rules.ts";
import { letters } from "../prose.ts";
import { MeasurePicker } from "./MeasurePicker.tsx";
import { Section } from "./Section.tsx";
import { SelectorRow } from "./SelectorRow.tsx";
import type { FormProps } from "./types.ts";

const maxSeries = 10;

export function TrendsForm({ question, onChange }: FormProps<"trends">) {
  const { t } = useTranslation("insights");
  const { series } = question;
  const set = (next: typeof series) => onChange({ ...question, series: next });
  return (
    <>
      <Section title={t("section.series")}>
        {series.map((one, i) => (
          <SelectorRow
            key={`${letters[i]}-${series.length}`}
            mark={letters[i] ?? ""}
            value={one}
            onChange={(next) => set(replaceAt(series, i, next))}
            {...(series.length > 1 ? { onRemove: () => set(removeAt(series, i)) } : {})}
          >
            <MeasurePicker
              value={one.measure ?? { type: "total" }}
              event={one.event ?? null}
              onChange={(measure) => set(replaceAt(series, i, { ...one, measure }))}
            />
          </SelectorRow>
        ))}
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={series.length >= maxSeries}
          onClick={() => set([...series, { event: null, measure: { type: "total" } }])}
        >
          {t("add.series")}
        </Button>
      </Section>
      <Formula
        value={question.formula ?? ""}
        onChange={(formula) => onChange({ ...question, formula: formula || undefined })}
      />
      <Section title={t("section.breakdown")}>
        <BreakdownPicker
          value={question.breakdown}
          event={series[0]?.event ?? null}
          onChange={(breakdown) => onChange({ ...question, breakdown })}
        />
      </Section>
      <Checkbox
        label={t("cumulative")}
        checked={question.cumulative ?? false}
        onChange={({ currentTarget }) =>
          onChange({ ...question, cumulative: currentTarget.checked || undefined })
        }
      />
    </>
  );
}

/** Written to the question on Enter or when left, so that half a formula is not asked. */
function Formula({ value, onChange }: { value: string; onChange: (formula: string) => void }) {
  const { t } = useTranslation("insights");
  const [draft, setDraft] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setDraft(value);
  }
  const commit = () => draft.trim() !== value && onChange(draft.trim());
  return (
    <Section title={t("section.formula")}>
      <Tooltip label={t("formula.explain")}>
        <TextInput
          aria-label={t("section.formula")}
          placeholder="A / B * 100"
          leftSection={<IconMathFunction size={15} aria-hidden />}
          value={draft}
          ff="monospace"
          onChange={({ currentTarget }) => setDraft(currentTarget.value)}
          onBlur={commit}
          onKeyDown={({ key }) => key === "Enter" && commit()}
        />
      </Tooltip>
    </Section>
  );
}
