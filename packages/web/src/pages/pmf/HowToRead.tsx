import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PmfReport } from "./types.ts";

export function HowToRead({ report }: { report: PmfReport }) {
  const { t } = useTranslation("pmf");
  const ellis = report.measures.find((it) => it.id === "ellis");
  const threshold = Math.round((ellis?.threshold.value ?? 0.4) * 100);
  return (
    <section aria-label={t("how.title")}>
      <Text fw={600} size="sm" mb={4}>
        {t("how.title")}
      </Text>
      <List size="sm" c="dimmed" spacing={2}>
        <List.Item>{t("how.judged")}</List.Item>
        <List.Item>{t("how.qualified", { threshold })}</List.Item>
        <List.Item>{t("how.noScore")}</List.Item>
      </List>
    </section>
  );
}
