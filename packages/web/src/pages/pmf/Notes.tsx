import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useServerText } from "../../i18n/useServerText.ts";
import type { PmfReply } from "./types.ts";

const failed = "PMF_PART_FAILED";

/** What must be known to read the numbers: said small; a part that failed is said aloud. */
export function Notes({ warnings }: { warnings: PmfReply["warnings"] }) {
  const { t } = useTranslation("pmf");
  const told = useServerText();
  const texts = [...new Set(warnings.filter((it) => !it.code.startsWith(failed)).map(told.warning))];
  if (texts.length === 0) return null;
  return (
    <section aria-label={t("notes")}>
      <Text fw={600} size="sm" mb={4}>
        {t("notes")}
      </Text>
      <List size="sm" c="dimmed" spacing={2}>
        {texts.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </section>
  );
}

export function FailedParts({ warnings }: { warnings: PmfReply["warnings"] }) {
  const { t } = useTranslation("pmf");
  const told = useServerText();
  const parts = warnings.filter((it) => it.code.startsWith(failed));
  if (parts.length === 0) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={t("partial")}>
      {parts.map((it) => (
        <Text key={it.code} size="sm">
          {told.warning(it)}
        </Text>
      ))}
    </Alert>
  );
}
