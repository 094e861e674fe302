import type { FeedbackSentiment } from "@lepton/server";
import { Button, Group, Paper, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { FilterEditor } from "../../parts/filter/FilterEditor.tsx";
import { countFilters } from "../../parts/filter/rules.ts";
import { type FeedbackSearch, kinds } from "./search.ts";

interface ToolbarProps {
  search: FeedbackSearch;
  onChange(change: Partial<FeedbackSearch>): void;
  sentiment: FeedbackSentiment;
}

/** Which feedback: what it is about, whose it is, how it sounds. */
export function Toolbar({ search, onChange, sentiment }: ToolbarProps) {
  const { t } = useTranslation("feedback");
  const [isFilterOpen, setFilterOpen] = useState(search.filter !== undefined);
  const filters = countFilters(search.filter);
  return (
    <Stack gap="xs" mb="md">
      <Group gap="sm">
        <SegmentedControl
          aria-label={t("kind.label")}
          data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={search.kind ?? "asks"}
          onChange={(value) =>
            onChange({ kind: kinds.find((kind) => kind === value), theme: undefined, entry: undefined })
          }
        />
        <Button
          variant={filters > 0 ? "light" : "default"}
          leftSection={<IconFilter size={16} aria-hidden />}
          aria-expanded={isFilterOpen}
          onClick={() => setFilterOpen(!isFilterOpen)}
        >
          {t("segment", { count: filters })}
        </Button>
        <Select
          w={170}
          clearable
          aria-label={t("sentiment.label")}
          placeholder={t("sentiment.any")}
          data={(["negative", "positive"] as const).map((value) => ({
            value,
            label: t(`sentiment.${value}`),
          }))}
          value={search.sentiment ?? null}
          onChange={(value) =>
            onChange({
              sentiment: value === "negative" || value === "positive" ? value : undefined,
              entry: undefined,
            })
          }
        />
      </Group>
      {isFilterOpen && (
        <Paper p="md">
          <FilterEditor
            peopleOnly
            value={search.filter}
            onChange={(filter) => onChange({ filter, entry: undefined })}
          />
        </Paper>
      )}
      <SentimentNote sentiment={sentiment} />
    </Stack>
  );
}

/** Where sentiment comes from and how good it is, or why it is not shown. */
function SentimentNote({ sentiment }: Pick<ToolbarProps, "sentiment">) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const text = () => {
    if (sentiment.kind === "notEnough")
      return t(sentiment.of === null ? "sentiment.notEnough" : "sentiment.notEnoughOf", {
        have: format.number(sentiment.have),
        need: format.number(sentiment.need),
        feeling: sentiment.of && t(`sentiment.${sentiment.of}`).toLowerCase(),
      });
    const { accuracy, majority, rated } = sentiment;
    return t(`sentiment.${sentiment.kind}`, {
      rated: format.number(rated),
      accuracy: format.share(accuracy.value, 0),
      low: format.share(accuracy.low, 0),
      high: format.share(accuracy.high, 0),
      majority: format.share(majority, 0),
    });
  };
  return (
    <Text size="xs" c="dimmed">
      {text()}
    </Text>
  );
}
