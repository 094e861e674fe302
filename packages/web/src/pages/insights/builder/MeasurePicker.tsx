import type { Measure } from "@lepton/growth";
import { Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PropertyPicker } from "../../../parts/PropertyPicker.tsx";

const plain = ["total", "uniques", "sessions", "perPerson"] as const;
const numeric = ["sum", "avg", "min", "max", "median", "p75", "p90", "p95", "p99"] as const;

interface MeasurePickerProps {
  value: Measure;
  event: string | null;
  onChange: (measure: Measure) => void;
}

/** How a series counts; statistics ask for the number they are of. */
export function MeasurePicker({ value, event, onChange }: MeasurePickerProps) {
  const { t } = useTranslation("insights");
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        flex={1}
        aria-label={t("measure.label")}
        data={[
          {
            group: t("measure.count"),
            items: plain.map((one) => ({ value: one, label: t(`measure.${one}`) })),
          },
          {
            group: t("measure.ofNumber"),
            items: numeric.map((one) => ({ value: one, label: t(`measure.${one}`) })),
          },
        ]}
        value={value.type}
        onChange={(next) => {
          const simple = plain.find((one) => one === next);
          const statistic = numeric.find((one) => one === next);
          if (simple) onChange({ type: simple });
          else if (statistic)
            onChange({ type: statistic, property: "property" in value ? value.property : "" });
        }}
      />
      {"property" in value && (
        <PropertyPicker
          w="50%"
          numeric
          on={["event"]}
          event={event}
          value={{ on: "event", key: value.property }}
          placeholder={t("measure.property")}
          onChange={(property) => property && onChange({ ...value, property: property.key })}
        />
      )}
    </Group>
  );
}
