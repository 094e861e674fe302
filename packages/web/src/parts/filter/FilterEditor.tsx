import type { CohortFilter, Filter, FilterGroup, PropertyFilter } from "@lepton/growth";
import { ActionIcon, Box, Button, Group, SegmentedControl, Select, Stack } from "@mantine/core";
import { IconBraces, IconFilter, IconUsersGroup, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cohorts } from "../../api/hooks/saved.ts";
import { usePropertyNames } from "../../api/hooks/schema.ts";
import { useProject } from "../../app/project.tsx";
import { PropertyPicker } from "../PropertyPicker.tsx";
import {
  completeGroup,
  emptyCohort,
  emptyGroup,
  emptyProperty,
  fitValue,
  operatorsFor,
  type PropertyType,
  removeAt,
  replaceAt,
} from "./rules.ts";
import { ValueInput } from "./ValueInput.tsx";

interface FilterEditorProps {
  value: FilterGroup | undefined;
  onChange: (filter: FilterGroup | undefined) => void;
  /** Narrows the properties offered to those of this event. */
  event?: string | null;
  /** People only: no event properties (cohorts, internal users, the list of people). */
  peopleOnly?: boolean;
}

/** The one filter language: conditions joined by "all" or "any", groups inside groups. */
export function FilterEditor({ value, onChange, event = null, peopleOnly = false }: FilterEditorProps) {
  // Half-written conditions live here; only complete ones are handed up.
  const [draft, setDraft] = useState<FilterGroup>(value ?? emptyGroup());
  const [handed, setHanded] = useState(JSON.stringify(value));
  const incoming = JSON.stringify(value);
  if (incoming !== handed) {
    setHanded(incoming);
    setDraft(value ?? emptyGroup());
  }
  const change = (next: FilterGroup) => {
    setDraft(next);
    const complete = completeGroup(next);
    const text = JSON.stringify(complete);
    if (text === handed) return;
    setHanded(text);
    onChange(complete);
  };
  return <GroupEditor group={draft} onChange={change} event={event} peopleOnly={peopleOnly} depth={1} />;
}

interface GroupEditorProps {
  group: FilterGroup;
  onChange: (group: FilterGroup) => void;
  onRemove?: () => void;
  event: string | null;
  peopleOnly: boolean;
  depth: number;
}
const maxDepth = 4;

function GroupEditor({ group, onChange, onRemove, event, peopleOnly, depth }: GroupEditorProps) {
  const { t } = useTranslation("parts");
  const { id } = useProject();
  const hasCohorts = (cohorts.useList(id).data?.items.length ?? 0) > 0;
  const { filters } = group;
  const set = (next: Filter[]) => onChange({ ...group, filters: next });
  const add = (filter: Filter) => set([...filters, filter]);
  return (
    <Box
      {...(depth > 1
        ? {
            p: 8,
            style: {
              border: "1px solid var(--lepton-line)",
              borderRadius: 8,
              background: "var(--lepton-sunken)",
            },
          }
        : {})}
    >
      <Stack gap={6}>
        {(filters.length > 1 || depth > 1) && (
          <Group justify="space-between">
            <SegmentedControl
              size="xs"
              aria-label={t("filter.join")}
              data={[
                { value: "and", label: t("filter.all") },
                { value: "or", label: t("filter.any") },
              ]}
              value={group.op}
              onChange={(op) => onChange({ ...group, op: op === "or" ? "or" : "and" })}
            />
            {onRemove && <Remove onClick={onRemove} />}
          </Group>
        )}
        {filters.map((filter, i) => {
          const change = (next: Filter) => set(replaceAt(filters, i, next));
          const remove = () => set(removeAt(filters, i));
          const key = `${i}-${filters.length}`;
          if (filter.type === "group")
            return (
              <GroupEditor
                key={key}
                group={filter}
                onChange={change}
                onRemove={remove}
                event={event}
                peopleOnly={peopleOnly}
                depth={depth + 1}
              />
            );
          if (filter.type === "cohort")
            return <CohortRow key={key} filter={filter} onChange={change} onRemove={remove} />;
          return (
            <PropertyRow
              key={key}
              filter={filter}
              onChange={change}
              onRemove={remove}
              event={event}
              peopleOnly={peopleOnly}
            />
          );
        })}
        <Group gap={4}>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFilter size={14} aria-hidden />}
            onClick={() => add({ ...emptyProperty, on: peopleOnly ? "person" : "event" })}
          >
            {t("filter.add")}
          </Button>
          {hasCohorts && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconUsersGroup size={14} aria-hidden />}
              onClick={() => add(emptyCohort)}
            >
              {t("filter.addCohort")}
            </Button>
          )}
          {filters.length > 0 && depth < maxDepth && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconBraces size={14} aria-hidden />}
              onClick={() =>
                add({ ...emptyGroup(group.op === "and" ? "or" : "and"), filters: [emptyProperty] })
              }
            >
              {t("filter.addGroup")}
            </Button>
          )}
        </Group>
      </Stack>
    </Box>
  );
}

interface RowProps<F extends Filter> {
  filter: F;
  onChange: (filter: F) => void;
  onRemove: () => void;
}

function PropertyRow({
  filter,
  onChange,
  onRemove,
  event,
  peopleOnly,
}: RowProps<PropertyFilter> & { event: string | null; peopleOnly: boolean }) {
  const { t } = useTranslation("parts");
  const { id } = useProject();
  const names = usePropertyNames(
    id,
    filter.on === "person" ? "person" : "event",
    filter.on === "event" ? event : null,
  );
  const type: PropertyType =
    filter.on === "builtin"
      ? "mixed"
      : (names.data?.items.find(({ key }) => key === filter.key)?.type ?? "mixed");
  const offered = operatorsFor(type);
  return (
    <Group gap={6} wrap="wrap">
      <PropertyPicker
        w={160}
        value={filter}
        event={event}
        on={peopleOnly ? ["person"] : ["event", "person", "builtin"]}
        onChange={(property, nextType) => {
          if (!property) return;
          const operator = operatorsFor(nextType)[0] ?? "is";
          onChange({ type: "property", ...property, operator });
        }}
      />
      <Select
        w={124}
        aria-label={t("filter.operator")}
        data={(offered.includes(filter.operator) ? offered : [filter.operator, ...offered]).map((one) => ({
          value: one,
          label: t(`operator.${one}`),
        }))}
        value={filter.operator}
        comboboxProps={{ width: 190, position: "bottom-start" }}
        onChange={(next) => {
          const operator = operatorsFor("mixed").find((one) => one === next);
          if (operator) onChange({ ...filter, operator, value: fitValue(filter.value, operator) });
        }}
      />
      <ValueInput
        filter={filter}
        type={type}
        event={event}
        onChange={(value) => onChange({ ...filter, value })}
      />
      <Remove onClick={onRemove} />
    </Group>
  );
}

function CohortRow({ filter, onChange, onRemove }: RowProps<CohortFilter>) {
  const { t } = useTranslation("parts");
  const { id } = useProject();
  const list = cohorts.useList(id).data?.items ?? [];
  return (
    <Group gap={6} wrap="wrap">
      <Select
        w={124}
        aria-label={t("filter.operator")}
        data={[
          { value: "in", label: t("cohort.in") },
          { value: "out", label: t("cohort.out") },
        ]}
        value={filter.negate ? "out" : "in"}
        onChange={(next) => onChange({ ...filter, negate: next === "out" })}
      />
      <Select
        flex={1}
        miw={160}
        searchable
        aria-label={t("cohort.choose")}
        placeholder={t("cohort.choose")}
        data={list.map((one) => ({ value: one.id, label: one.name }))}
        value={filter.cohort || null}
        onChange={(next) => onChange({ ...filter, cohort: next ?? "" })}
      />
      <Remove onClick={onRemove} />
    </Group>
  );
}

function Remove({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("parts");
  return (
    <ActionIcon variant="subtle" color="gray" onClick={onClick} aria-label={t("filter.remove")}>
      <IconX size={15} />
    </ActionIcon>
  );
}
