import { Group, NumberInput, Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface ThresholdProps {
  value: number;
  max: number;
  show: (value: number) => string;
  onChange: (value: number) => void;
}

const steps = 200;

/** From which score on; by slider, or as a number. */
export function Threshold({ value, max, show, onChange }: ThresholdProps) {
  const { t } = useTranslation("models");
  const step = max === 1 ? 0.01 : max / steps;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => ({ value: part * max, label: show(part * max) }));
  const digits = max === 1 ? 2 : 0;
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="xs">
        <Text fw={650}>{t("people.from", { score: show(value) })}</Text>
        <NumberInput
          size="xs"
          w={110}
          aria-label={t("people.thresholdNumber")}
          min={0}
          max={max}
          step={step}
          decimalScale={digits}
          value={Number(value.toFixed(digits))}
          onChange={(next) => typeof next === "number" && onChange(next)}
        />
      </Group>
      <Slider
        mb="xl"
        min={0}
        max={max}
        step={step}
        value={value}
        marks={marks}
        label={show}
        thumbLabel={t("people.threshold")}
        onChange={(next) => onChange(Number(next.toFixed(4)))}
      />
    </>
  );
}
