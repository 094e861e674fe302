import type { Interval } from "@lepton/growth";
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface IntervalPickerProps<I extends Interval> {
  value: I;
  options: readonly I[];
  onChange: (interval: I) => void;
  size?: "xs" | "sm";
}

export function IntervalPicker<I extends Interval>({
  value,
  options,
  onChange,
  size = "sm",
}: IntervalPickerProps<I>) {
  const { t } = useTranslation("parts");
  return (
    <Select
      size={size}
      w={112}
      aria-label={t("interval.label")}
      data={options.map((one) => ({ value: one, label: t(`interval.${one}`) }))}
      value={value}
      onChange={(next) => {
        const chosen = options.find((one) => one === next);
        if (chosen) onChange(chosen);
      }}
    />
  );
}
