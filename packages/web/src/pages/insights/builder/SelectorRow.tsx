import type { FilterGroup } from "@lepton/growth";
import { ActionIcon, Badge, Box, Group, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconFilter, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { EventPicker } from "../../../parts/EventPicker.tsx";
import { FilterEditor } from "../../../parts/filter/FilterEditor.tsx";
import { countFilters } from "../../../parts/filter/rules.ts";

export interface SelectorInput {
  event?: string | null | undefined;
  filter?: FilterGroup | undefined;
  label?: string | undefined;
}

interface SelectorRowProps<S extends SelectorInput> {
  value: S;
  onChange: (value: S) => void;
  /** Letter or number in front. */
  mark?: string;
  onRemove?: () => void;
  onMove?: { up?: (() => void) | undefined; down?: (() => void) | undefined };
  /** Stands behind the event: how it counts. */
  children?: ReactNode;
}

/** An event with its own filter: a series, a step, a start. */
export function SelectorRow<S extends SelectorInput>(props: SelectorRowProps<S>) {
  const { value, onChange, mark, onRemove, onMove, children } = props;
  const { t } = useTranslation("insights");
  const [open, setOpen] = useState(countFilters(value.filter) > 0);
  const filters = countFilters(value.filter);
  return (
    <Box
      p={8}
      style={{ border: "1px solid var(--lepton-line)", borderRadius: 10, background: "var(--lepton-sunken)" }}
    >
      <Group gap={6} wrap="nowrap" align="center">
        {mark && (
          <Badge variant="filled" size="md" circle aria-hidden>
            {mark}
          </Badge>
        )}
        <Box flex={1} miw={0}>
          <EventPicker
            value={value.event ?? null}
            label={mark ? t("row.event", { mark }) : t("row.eventOnly")}
            onChange={(event) => onChange({ ...value, event })}
          />
        </Box>
        <Tooltip label={t("row.filter")}>
          <ActionIcon
            variant={filters > 0 ? "light" : "subtle"}
            color={filters > 0 ? "pine" : "gray"}
            aria-label={t("row.filter")}
            aria-expanded={open}
            onClick={() => setOpen((was) => !was)}
          >
            <IconFilter size={15} />
          </ActionIcon>
        </Tooltip>
        {onMove && (
          <ActionIcon.Group orientation="vertical">
            <ActionIcon
              size={14}
              variant="subtle"
              color="gray"
              disabled={!onMove.up}
              onClick={onMove.up}
              aria-label={t("row.up", { mark })}
            >
              <IconChevronUp size={12} />
            </ActionIcon>
            <ActionIcon
              size={14}
              variant="subtle"
              color="gray"
              disabled={!onMove.down}
              onClick={onMove.down}
              aria-label={t("row.down", { mark })}
            >
              <IconChevronDown size={12} />
            </ActionIcon>
          </ActionIcon.Group>
        )}
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={t("row.remove", { mark })}>
            <IconX size={15} />
          </ActionIcon>
        )}
      </Group>
      {children && <Box mt={6}>{children}</Box>}
      {open && (
        <Box mt={6}>
          <FilterEditor
            value={value.filter}
            event={value.event ?? null}
            onChange={(filter) => onChange({ ...value, filter })}
          />
        </Box>
      )}
    </Box>
  );
}
