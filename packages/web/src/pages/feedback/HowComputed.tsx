import type { FeedbackThemes } from "@lepton/server";
import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { useWords } from "../models/useWords.ts";

/** The ranking in plain words, with this project's own rule of who is at risk. */
export function HowComputed({ data }: { data: FeedbackThemes }) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const words = useWords();
  const { risk, money, returnDays, read, found } = data;
  const points = [
    t(
      money ? "how.money" : "how.noMoney",
      money ? { days: money.days, currency: money.currency } : undefined,
    ),
    risk.by === "model"
      ? t("how.model", {
          model: words.model(risk.model.name),
          threshold: format.share(risk.threshold, 0),
          days: risk.days,
        })
      : t("how.inactive", { days: risk.days }),
    t("how.returned", { days: returnDays }),
    t("how.share"),
    ...[...new Set(found.map(({ by }) => by))].map((by) => t(`how.${by}`)),
    ...(read.texts >= read.most ? [t("how.cut", { most: format.number(read.most) })] : []),
    t("how.cause"),
  ];
  return (
    <List size="xs" spacing={4} ps="xl" pe="md" pb="sm" pt={4}>
      {points.map((point) => (
        <List.Item key={point}>
          <Text span size="xs" c="dimmed">
            {point}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
