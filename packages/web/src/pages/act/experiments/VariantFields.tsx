import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";

type Variant = { key: string; weight: number };
const most = 8;

/** Variants with their share of people; the first is the control. */
export function VariantFields({
  variants,
  onChange,
}: {
  variants: Variant[];
  onChange(variants: Variant[]): void;
}) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  const set = (at: number, change: Partial<Variant>) =>
    onChange(variants.map((variant, i) => (i === at ? { ...variant, ...change } : variant)));
  return (
    <Stack gap={6}>
      {variants.map((variant, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the key is being typed, the place is what stays.
        <Group key={i} gap="xs" wrap="nowrap">
          <TextInput
            w={180}
            aria-label={t("variant.key", { n: i + 1 })}
            maxLength={64}
            value={variant.key}
            onChange={({ currentTarget }) => set(i, { key: currentTarget.value })}
          />
          <NumberInput
            w={90}
            aria-label={t("variant.weight", { name: variant.key })}
            min={1}
            max={1_000_000}
            value={variant.weight}
            onChange={(weight) => typeof weight === "number" && weight > 0 && set(i, { weight })}
          />
          <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {format.share(total > 0 ? variant.weight / total : null, 1)}
            {i === 0 && ` · ${t("variant.control")}`}
          </Text>
          {i > 0 && variants.length > 2 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("variant.remove", { name: variant.key })}
              onClick={() => onChange(variants.filter((_, at) => at !== i))}
            >
              <IconX size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {variants.length < most && (
        <Group>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...variants, { key: `variant-${variants.length}`, weight: 50 }])}
          >
            {t("variant.add")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
