import type { PropertyFilter } from "@lepton/growth";
import { Autocomplete, Group, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePropertyValues } from "../../api/hooks/schema.ts";
import { useProject } from "../../app/project.tsx";
import { fitValue, type PropertyType, valueShape } from "./rules.ts";

interface ValueInputProps {
  filter: PropertyFilter;
  type: PropertyType;
  event?: string | null;
  onChange: (value: PropertyFilter["value"]) => void;
}

/** The value beside an operator: text with the values seen so far, numbers, a range, a date. */
export function ValueInput({ filter, type, event = null, onChange }: ValueInputProps) {
  const { t } = useTranslation("parts");
  const { id } = useProject();
  const [search, setSearch] = useState("");
  const [settled] = useDebouncedValue(search, 250);
  const shape = valueShape(filter.operator);
  const isListed = filter.on !== "builtin" && (shape === "one" || shape === "many");
  const values = usePropertyValues(
    id,
    { on: filter.on === "person" ? "person" : "event", key: filter.key, event, search: settled },
    isListed,
  );
  const seen = [...new Set((values.data?.items ?? []).map(({ value }) => String(value)))];
  const label = t("filter.value");
  if (shape === "none") return null;
  if (shape === "number")
    return (
      <NumberInput
        w={120}
        aria-label={label}
        placeholder="0"
        value={typeof filter.value === "number" ? filter.value : ""}
        onChange={(next) => onChange(next === "" ? undefined : Number(next))}
      />
    );
  if (shape === "range") {
    const [low, high] = Array.isArray(filter.value) ? filter.value : [];
    const set = (a: unknown, b: unknown) => onChange([Number(a ?? 0), Number(b ?? 0)]);
    return (
      <Group gap={4} wrap="nowrap">
        <NumberInput
          w={84}
          aria-label={t("filter.low")}
          value={low === undefined ? "" : Number(low)}
          onChange={(next) => set(next, high ?? next)}
        />
        <span>–</span>
        <NumberInput
          w={84}
          aria-label={t("filter.high")}
          value={high === undefined ? "" : Number(high)}
          onChange={(next) => set(low ?? next, next)}
        />
      </Group>
    );
  }
  if (shape === "date")
    return (
      <TextInput
        type="date"
        aria-label={label}
        value={typeof filter.value === "string" ? filter.value : ""}
        onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      />
    );
  if (shape === "many")
    return (
      <TagsInput
        flex={1}
        miw={150}
        aria-label={label}
        placeholder={t("filter.values")}
        data={seen}
        value={Array.isArray(filter.value) ? filter.value.map(String) : []}
        onSearchChange={setSearch}
        onChange={(next) => onChange(next.length === 0 ? undefined : next.map((one) => typed(one, type)))}
      />
    );
  if (type === "boolean")
    return (
      <Select
        w={110}
        aria-label={label}
        data={[
          { value: "true", label: t("filter.true") },
          { value: "false", label: t("filter.false") },
        ]}
        value={filter.value === undefined ? null : String(filter.value)}
        onChange={(next) => onChange(next === null ? undefined : next === "true")}
      />
    );
  return (
    <Autocomplete
      flex={1}
      miw={130}
      aria-label={label}
      placeholder={t("filter.value")}
      data={seen}
      value={filter.value === undefined ? "" : String(filter.value)}
      onChange={(next) => {
        setSearch(next);
        onChange(next === "" ? undefined : next);
      }}
    />
  );
}

const typed = (value: string, type: PropertyType): string | number => {
  const fitted = type === "number" ? fitValue(value, "eq") : value;
  return typeof fitted === "number" || typeof fitted === "string" ? fitted : value;
};
