import type { FeatureRow, ModelInput } from "@lepton/server";
import { Group, NumberInput, Select, Slider, Switch, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import classes from "../models.module.css";
import { useWords } from "../useWords.ts";
import { nearestStop, stopsOf } from "./row.ts";

interface InputRowProps {
  input: ModelInput;
  /** The value it began with. */
  before: FeatureRow[string];
  value: FeatureRow[string];
  onChange: (value: FeatureRow[string]) => void;
}

/** One feature: a slider and a number, a choice, or a switch. */
export function InputRow({ input, before, value, onChange }: InputRowProps) {
  const { t } = useTranslation("models");
  const words = useWords();
  const name = words.feature(input.name, [input]);
  return (
    <div className={classes.inputRow}>
      <Group justify="space-between" gap="xs" wrap="nowrap" mb={4}>
        <Text size="sm" fw={550} lh={1.3}>
          {name}
        </Text>
        {value !== before && (
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {t("whatIf.before", { value: words.value(before, input.unit) })}
          </Text>
        )}
      </Group>
      {input.type === "number" ? (
        <NumberChoice
          input={input}
          name={name}
          before={typeof before === "number" ? before : null}
          value={typeof value === "number" ? value : null}
          onChange={onChange}
        />
      ) : input.type === "boolean" ? (
        <Switch
          aria-label={name}
          label={words.value(value === true)}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      ) : (
        <Select
          aria-label={name}
          searchable
          clearable
          placeholder={t("value.none")}
          data={[
            ...new Set([...(input.categories ?? []), ...(typeof value === "string" ? [value] : [])]),
          ].filter((one) => one !== "")}
          value={typeof value === "string" ? value : null}
          onChange={onChange}
        />
      )}
    </div>
  );
}

interface NumberChoiceProps {
  input: ModelInput;
  name: string;
  before: number | null;
  value: number | null;
  onChange: (value: number | null) => void;
}

function NumberChoice({ input, name, before, value, onChange }: NumberChoiceProps) {
  const { t } = useTranslation("models");
  const words = useWords();
  const stops = useMemo(() => stopsOf(input, before), [input, before]);
  const place = nearestStop(stops, value ?? input.median ?? 0);
  return (
    <Group wrap="nowrap" gap="md">
      <Slider
        flex={1}
        miw={80}
        min={0}
        max={stops.length - 1}
        value={place}
        label={words.value(stops[place], input.unit)}
        thumbLabel={name}
        thumbProps={{ "aria-valuetext": words.value(value, input.unit) }}
        onChange={(next) => onChange(stops[next] ?? null)}
      />
      <NumberInput
        w={110}
        size="xs"
        aria-label={name}
        placeholder={t("value.none")}
        decimalScale={4}
        value={value === null ? "" : Number(value.toPrecision(5))}
        onChange={(next) => onChange(typeof next === "number" ? next : null)}
      />
    </Group>
  );
}
