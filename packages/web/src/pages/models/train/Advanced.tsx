import { Button, Collapse, Group, MultiSelect, NumberInput, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TrainForm } from "./form.ts";

const windows = [7, 14, 30, 60, 90, 180, 365];
const mostWindows = 5;

/** What hardly anybody changes. */
export function Advanced({
  form,
  onChange,
}: {
  form: TrainForm;
  onChange: (part: Partial<TrainForm>) => void;
}) {
  const { t } = useTranslation("models");
  const [opened, { toggle }] = useDisclosure(false);
  const count = (key: "cutoffs" | "topEvents" | "budgetSeconds" | "seed", min: number, max: number) => (
    <NumberInput
      label={t(`advanced.${key}`)}
      description={t(`advanced.${key}Text`)}
      min={min}
      max={max}
      allowDecimal={false}
      value={form[key]}
      onChange={(value) => typeof value === "number" && onChange({ [key]: value })}
    />
  );
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-expanded={opened}
        leftSection={opened ? <IconChevronDown size={15} /> : <IconChevronRight size={15} />}
        onClick={toggle}
      >
        {t("advanced.title")}
      </Button>
      <Collapse expanded={opened}>
        <Stack gap="sm" pt="xs">
          <Group grow align="flex-end">
            {count("cutoffs", 2, 12)}
            {count("topEvents", 0, 30)}
          </Group>
          <MultiSelect
            label={t("advanced.windows")}
            description={t("advanced.windowsText")}
            data={[...new Set([...windows, ...form.windowsDays])].map((days) => ({
              value: String(days),
              label: t("advanced.windowDays", { count: days }),
            }))}
            maxValues={mostWindows}
            error={form.windowsDays.length === 0 ? t("advanced.windowsNone") : undefined}
            value={form.windowsDays.map(String)}
            onChange={(next) => onChange({ windowsDays: next.map(Number).sort((a, b) => a - b) })}
          />
          <Group grow align="flex-end">
            {count("budgetSeconds", 5, 3600)}
            {count("seed", 0, 2_147_483_647)}
          </Group>
        </Stack>
      </Collapse>
    </div>
  );
}
