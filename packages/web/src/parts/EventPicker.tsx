import { Group, Select, Text } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useEventNames } from "../api/hooks/schema.ts";
import { useProject } from "../app/project.tsx";
import { useFormat } from "../i18n/useFormat.ts";

interface EventPickerProps {
  /** `null`: any event. */
  value: string | null;
  onChange: (event: string | null) => void;
  /** Whether "any event" may be chosen. */
  withAny?: boolean;
  label?: string;
  size?: "xs" | "sm";
  w?: number | string;
}

const any = "";

/** The project's events, most frequent first; a name not seen yet can be typed. */
export function EventPicker({ value, onChange, withAny = true, label, size = "sm", w }: EventPickerProps) {
  const { t } = useTranslation("parts");
  const { id } = useProject();
  const format = useFormat();
  const { data, isPending } = useEventNames(id);
  const [search, setSearch] = useState("");
  const counts = new Map(data?.items.map(({ event, count }) => [event, count]) ?? []);
  const names = [...counts.keys()];
  if (value && !counts.has(value)) names.unshift(value);
  const typed = search.trim();
  const shownValue = value ?? (withAny ? t("event.any") : "");
  if (typed && typed !== shownValue && !names.includes(typed)) names.push(typed);
  return (
    <Select
      size={size}
      {...(w === undefined ? {} : { w })}
      aria-label={label ?? t("event.label")}
      placeholder={isPending ? t("event.loading") : t("event.choose")}
      searchable
      selectFirstOptionOnChange
      leftSection={<IconSearch size={13} aria-hidden />}
      leftSectionWidth={28}
      data={[
        ...(withAny ? [{ value: any, label: t("event.any") }] : []),
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      value={value ?? (withAny ? any : null)}
      onChange={(next) => onChange(next === any || next === null ? null : next)}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={t("event.none")}
      maxDropdownHeight={300}
      comboboxProps={{ width: 300, position: "bottom-start" }}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" flex={1} gap="sm">
          <Text size="sm" truncate>
            {option.label}
          </Text>
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {counts.has(option.value)
              ? format.compact(counts.get(option.value))
              : option.value === any
                ? ""
                : t("event.unseen")}
          </Text>
        </Group>
      )}
    />
  );
}
