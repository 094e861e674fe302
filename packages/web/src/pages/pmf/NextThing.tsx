import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { nextSentence } from "./next.ts";
import classes from "./pmf.module.css";
import type { PmfReport } from "./types.ts";

/** The one thing that would move fit most, with the figures it rests on. */
export function NextThing({ next }: { next: PmfReport["next"] }) {
  const { t, i18n } = useTranslation("pmf");
  const format = useFormat();
  const { key, values } = nextSentence(next, format);
  return (
    <section className={classes.next} aria-labelledby="pmf-next">
      <Text size="sm" fw={600} c="dimmed" id="pmf-next">
        {t("next.title")}
      </Text>
      <Title order={2} mt={4} size="h3">
        {i18n.exists(`${key}.do`, { ns: "pmf" }) ? t(`${key}.do`, values) : t("next.fallback")}
      </Title>
      {i18n.exists(`${key}.because`, { ns: "pmf" }) && (
        <Text mt={4} maw={760}>
          {t(`${key}.because`, values)}
        </Text>
      )}
    </section>
  );
}
