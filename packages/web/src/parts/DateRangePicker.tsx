import type { DateRange } from "@lepton/growth";
import { Box, Button, Divider, Group, Popover, Stack, Text } from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import { IconCalendar, IconChevronDown } from "@tabler/icons-react";
import "dayjs/locale/zh-cn";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../app/project.tsx";
import { describeRange, presets } from "./range.ts";

type Input = { from?: string | undefined; to?: string | null | undefined };

/** The words for a range in the language on screen. */
export function useRangeText() {
  const { t } = useTranslation("parts");
  return (range: Input): string => {
    const text = describeRange(range);
    if (text.kind === "preset") return t(`range.${text.key}`);
    if (text.kind === "distance") return t(`range.last_${text.unit}`, { count: text.count });
    const from = text.from === "all" ? t("range.start") : text.from;
    return `${from} – ${text.to ?? t("range.now")}`;
  };
}

interface DateRangePickerProps {
  value: Input;
  onChange: (range: DateRange) => void;
  size?: "xs" | "sm";
  /** Shown instead of the range while none is laid over (a dashboard's tiles keep their own). */
  emptyLabel?: string | undefined;
}

export function DateRangePicker({ value, onChange, size = "sm", emptyLabel }: DateRangePickerProps) {
  const { t, i18n } = useTranslation("parts");
  const { timezone, weekStart } = useProject();
  const rangeText = useRangeText();
  const [opened, setOpened] = useState(false);
  const isDate = /^\d{4}-\d{2}-\d{2}$/;
  const [days, setDays] = useState<[string | null, string | null]>([
    value.from && isDate.test(value.from) ? value.from : null,
    value.to && isDate.test(value.to) ? value.to : null,
  ]);
  const text = emptyLabel ?? rangeText(value);
  const choose = (range: DateRange) => {
    onChange(range);
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size={size}
          leftSection={<IconCalendar size={15} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => setOpened((open) => !open)}
          aria-label={t("range.label", { range: text })}
        >
          {text}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <Group align="flex-start" gap="md" wrap="wrap">
          <Stack gap={2}>
            {presets.map(({ key, range }) => (
              <Button
                key={key}
                size="compact-sm"
                variant={range.from === (value.from ?? "-30d") && !value.to ? "light" : "subtle"}
                color={range.from === (value.from ?? "-30d") && !value.to ? "pine" : "gray"}
                justify="flex-start"
                onClick={() => choose({ ...range })}
              >
                {t(`range.${key}`)}
              </Button>
            ))}
          </Stack>
          <Divider orientation="vertical" visibleFrom="xs" />
          <Box>
            <DatePicker
              type="range"
              allowSingleDateInRange
              value={days}
              firstDayOfWeek={weekStart === "monday" ? 1 : 0}
              locale={i18n.resolvedLanguage === "zh" ? "zh-cn" : "en"}
              onChange={(next) => {
                setDays(next);
                if (next[0] && next[1]) choose({ from: next[0], to: next[1] });
              }}
            />
            <Text size="xs" c="dimmed" mt={6}>
              {t("range.zone", { zone: timezone })}
            </Text>
          </Box>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
