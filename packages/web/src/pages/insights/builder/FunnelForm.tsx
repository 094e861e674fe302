import { Button, Group, NumberInput, Select, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { BreakdownPicker } from "../../../parts/BreakdownPicker.tsx";
import { removeAt, replaceAt } from "../../../parts/filter/rules.ts";
import { funnelProse } from "../prose.ts";
import { Section } from "./Section.tsx";
import { SelectorRow } from "./SelectorRow.tsx";
import type { FormProps } from "./types.ts";

const units = ["second", "minute", "hour", "day", "week", "month"] as const;
const orders = ["ordered", "strict", "unordered"] as const;
const attributions = ["first", "last", "all", "step"] as const;

export function FunnelForm({ question, onChange }: FormProps<"funnel">) {
  const { t } = useTranslation("insights");
  const { steps, exclusions = [] } = question;
  const window = question.window ?? { value: 14, unit: "day" as const };
  const set = (next: typeof steps) => {
    const last = next.length - 1;
    // Exclusions must stay between steps that exist.
    const kept = exclusions.map((one) => ({
      ...one,
      from: Math.min(one.from, last - 1),
      to: Math.min(one.to, last),
    }));
    onChange({ ...question, steps: next, ...(kept.length > 0 ? { exclusions: kept } : {}) });
  };
  const swap = (a: number, b: number) => {
    const [left, right] = [steps[a], steps[b]];
    if (left && right) set(replaceAt(replaceAt(steps, a, right), b, left));
  };
  // A row keeps its state while rows are edited and starts afresh when one is added or removed.
  const keysOf = (rows: readonly unknown[]) => rows.map((_, i) => `${i}-${rows.length}`);
  const [stepKeys, exclusionKeys] = [keysOf(steps), keysOf(exclusions)];
  const stepNames = steps.map((_, i) => ({ value: String(i), label: t("funnel.stepN", { n: i + 1 }) }));
  return (
    <>
      <Section title={t("section.steps")}>
        {steps.map((step, i) => (
          <SelectorRow
            key={stepKeys[i]}
            mark={String(i + 1)}
            value={step}
            onChange={(next) => set(replaceAt(steps, i, next))}
            onMove={{
              up: i > 0 ? () => swap(i, i - 1) : undefined,
              down: i < steps.length - 1 ? () => swap(i, i + 1) : undefined,
            }}
            {...(steps.length > 2 ? { onRemove: () => set(removeAt(steps, i)) } : {})}
          />
        ))}
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={steps.length >= 20}
          onClick={() => set([...steps, { event: null }])}
        >
          {t("add.step")}
        </Button>
      </Section>
      <Text
        size="sm"
        p={10}
        style={{
          borderInlineStart: "3px solid var(--mantine-primary-color-filled)",
          background: "var(--lepton-sunken)",
          borderRadius: 6,
        }}
      >
        {funnelProse(question, t)}
      </Text>
      <Section title={t("section.rules")}>
        <Group gap={6}>
          <Text size="sm">{t("funnel.within")}</Text>
          <NumberInput
            w={76}
            min={1}
            max={5000}
            aria-label={t("funnel.windowValue")}
            value={window.value}
            onChange={(next) =>
              Number(next) >= 1 && onChange({ ...question, window: { ...window, value: Number(next) } })
            }
          />
          <Select
            w={116}
            aria-label={t("funnel.windowUnit")}
            data={units.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
            value={window.unit}
            onChange={(next) =>
              onChange({
                ...question,
                window: { ...window, unit: units.find((unit) => unit === next) ?? "day" },
              })
            }
          />
        </Group>
        <Select
          aria-label={t("funnel.order")}
          data={orders.map((order) => ({ value: order, label: t(`funnel.orders.${order}`) }))}
          value={question.order ?? "ordered"}
          onChange={(next) =>
            onChange({ ...question, order: orders.find((order) => order === next) ?? "ordered" })
          }
        />
      </Section>
      <Section title={t("section.exclusions")}>
        {exclusions.map((one, i) => (
          <SelectorRow
            key={exclusionKeys[i]}
            mark="×"
            value={one}
            onChange={(next) => onChange({ ...question, exclusions: replaceAt(exclusions, i, next) })}
            onRemove={() => onChange({ ...question, exclusions: removeAt(exclusions, i) })}
          >
            <Group gap={6}>
              <Text size="sm">{t("funnel.between")}</Text>
              <Select
                w={104}
                aria-label={t("funnel.from")}
                data={stepNames.slice(0, -1)}
                value={String(one.from)}
                onChange={(next) => {
                  const from = Number(next);
                  onChange({
                    ...question,
                    exclusions: replaceAt(exclusions, i, { ...one, from, to: Math.max(one.to, from + 1) }),
                  });
                }}
              />
              <Select
                w={104}
                aria-label={t("funnel.to")}
                data={stepNames.slice(one.from + 1)}
                value={String(one.to)}
                onChange={(next) =>
                  onChange({
                    ...question,
                    exclusions: replaceAt(exclusions, i, { ...one, to: Number(next) }),
                  })
                }
              />
            </Group>
          </SelectorRow>
        ))}
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={exclusions.length >= 10}
          onClick={() =>
            onChange({
              ...question,
              exclusions: [...exclusions, { event: null, from: 0, to: steps.length - 1 }],
            })
          }
        >
          {t("add.exclusion")}
        </Button>
      </Section>
      <Section title={t("section.breakdown")}>
        <BreakdownPicker
          value={question.breakdown}
          event={steps[0]?.event ?? null}
          onChange={(breakdown) =>
            onChange({
              ...question,
              breakdown: breakdown && {
                ...breakdown,
                attribution: question.breakdown?.attribution ?? "first",
              },
            })
          }
        />
        {question.breakdown && (
          <Group gap={6} wrap="nowrap">
            <Select
              flex={1}
              label={t("funnel.attribution")}
              data={attributions.map((one) => ({ value: one, label: t(`funnel.attributions.${one}`) }))}
              value={question.breakdown.attribution ?? "first"}
              onChange={(next) => {
                const attribution = attributions.find((one) => one === next) ?? "first";
                const { step: _, ...rest } = question.breakdown ?? { key: "" };
                onChange({
                  ...question,
                  breakdown: { ...rest, attribution, ...(attribution === "step" ? { step: 0 } : {}) },
                });
              }}
            />
            {question.breakdown.attribution === "step" && (
              <Select
                w={110}
                label={t("funnel.atStep")}
                data={stepNames}
                value={String(question.breakdown.step ?? 0)}
                onChange={(next) =>
                  question.breakdown &&
                  onChange({ ...question, breakdown: { ...question.breakdown, step: Number(next) } })
                }
              />
            )}
          </Group>
        )}
      </Section>
    </>
  );
}
