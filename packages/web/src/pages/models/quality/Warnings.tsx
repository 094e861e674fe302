import type { Model } from "@lepton/server";
import { Alert, List } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import { useWords } from "../useWords.ts";

/** What the data may be hiding: leaking features, few people, cohorts judged today. */
export function Warnings({ model: { warnings, inputs, data } }: { model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  if (warnings.length === 0) return null;
  return (
    <Alert
      color="honey"
      radius="lg"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={t("warnings.title", { count: warnings.length })}
    >
      <List size="sm" spacing={4}>
        {warnings.map(({ code, text, feature }) => (
          <List.Item key={`${code} ${feature ?? ""} ${text}`}>
            {t(`warning.${code}`, {
              feature: feature === undefined ? "" : words.feature(feature, inputs),
              people: format.number(data.testRows),
              text,
              defaultValue: text,
            })}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
