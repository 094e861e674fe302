import type { Breakdown, PropertyRef } from "@lepton/growth";
import { Group, NumberInput, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PropertyPicker } from "./PropertyPicker.tsx";

type BreakdownInput = { on?: PropertyRef["on"] | undefined; key: string; limit?: number | undefined };

interface BreakdownPickerProps {
  value: BreakdownInput | undefined;
  onChange: (breakdown: Breakdown | undefined) => void;
  event?: string | null;
}

export function BreakdownPicker({ value, onChange, event = null }: BreakdownPickerProps) {
  const { t } = useTranslation("parts");
  const limit = value?.limit ?? 10;
  return (
    <Group gap={6} wrap="nowrap">
      <PropertyPicker
        value={value ? { on: value.on ?? "event", key: value.key } : null}
        event={event}
        clearable
        placeholder={t("breakdown.none")}
        w="100%"
        onChange={(property) => onChange(property ? { ...property, limit } : undefined)}
      />
      {value && (
        <Tooltip label={t("breakdown.limitExplain")}>
          <NumberInput
            w={68}
            min={1}
            max={50}
            size="sm"
            aria-label={t("breakdown.limit")}
            value={limit}
            onChange={(next) =>
              onChange({
                on: value.on ?? "event",
                key: value.key,
                limit: Math.min(50, Math.max(1, Number(next) || 10)),
              })
            }
          />
        </Tooltip>
      )}
    </Group>
  );
}
