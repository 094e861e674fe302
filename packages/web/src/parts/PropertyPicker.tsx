import type { PropertyRef } from "@lepton/growth";
import { Group, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePropertyNames } from "../api/hooks/schema.ts";
import { useProject } from "../app/project.tsx";
import { useFormat } from "../i18n/useFormat.ts";

export const builtins = [
  "event",
  "distinct_id",
  "person_id",
  "session_id",
  "hour_of_day",
  "day_of_week",
] as const;
export type PropertyType = "string" | "number" | "boolean" | "datetime" | "mixed";

const encode = ({ on = "event", key }: { on?: string; key: string }) => `${on}:${key}`;
const decode = (text: string): PropertyRef => {
  const cut = text.indexOf(":");
  return { on: text.slice(0, cut) as PropertyRef["on"], key: text.slice(cut + 1) };
};

interface PropertyPickerProps {
  value: { on?: PropertyRef["on"]; key: string } | null;
  onChange: (property: PropertyRef | null, type: PropertyType) => void;
  /** Narrows event properties to those this event carries. */
  event?: string | null;
  /** Numbers only, for sums and averages. */
  numeric?: boolean;
  /** Which places to offer. */
  on?: readonly PropertyRef["on"][];
  clearable?: boolean;
  placeholder?: string;
  size?: "xs" | "sm";
  w?: number | string;
}

export function PropertyPicker(props: PropertyPickerProps) {
  const {
    value,
    onChange,
    event = null,
    numeric = false,
    on = ["event", "person", "builtin"],
    size = "sm",
  } = props;
  const { t } = useTranslation("parts");
  const { id } = useProject();
  const format = useFormat();
  const eventProperties = usePropertyNames(id, "event", event).data?.items ?? [];
  const personProperties = usePropertyNames(id, "person").data?.items ?? [];
  const fits = (type: PropertyType) => !numeric || type === "number" || type === "mixed";
  const types = new Map<string, PropertyType>();
  const coverage = new Map<string, number>();
  const group = (place: "event" | "person", items: typeof eventProperties) =>
    items
      .filter(({ type }) => fits(type))
      .map(({ key, type, coverage: share }) => {
        const code = encode({ on: place, key });
        types.set(code, type);
        coverage.set(code, share);
        return { value: code, label: key };
      });
  const groups = [
    ...(on.includes("event") ? [{ group: t("property.event"), items: group("event", eventProperties) }] : []),
    ...(on.includes("person")
      ? [{ group: t("property.person"), items: group("person", personProperties) }]
      : []),
    ...(on.includes("builtin") && !numeric
      ? [
          {
            group: t("property.builtin"),
            items: builtins.map((key) => ({
              value: encode({ on: "builtin", key }),
              label: t(`builtin.${key}`),
            })),
          },
        ]
      : []),
  ];
  const current = value && value.key !== "" ? encode(value) : null;
  if (current && value && !groups.some(({ items }) => items.some((one) => one.value === current)))
    groups.unshift({ group: t("property.chosen"), items: [{ value: current, label: value.key }] });
  return (
    <Select
      size={size}
      {...(props.w === undefined ? {} : { w: props.w })}
      searchable
      clearable={props.clearable ?? false}
      aria-label={props.placeholder ?? t("property.label")}
      placeholder={props.placeholder ?? t("property.choose")}
      data={groups.filter(({ items }) => items.length > 0)}
      value={current}
      onChange={(next) => onChange(next ? decode(next) : null, (next && types.get(next)) || "string")}
      nothingFoundMessage={t("property.none")}
      maxDropdownHeight={320}
      comboboxProps={{ width: 280, position: "bottom-start" }}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" flex={1} gap="sm">
          <Text size="sm" truncate>
            {option.label}
          </Text>
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {types.has(option.value)
              ? `${t(`type.${types.get(option.value)}`)} · ${format.share(coverage.get(option.value), 0)}`
              : ""}
          </Text>
        </Group>
      )}
    />
  );
}
