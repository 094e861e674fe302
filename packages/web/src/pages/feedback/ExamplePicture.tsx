import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../charts/mini/Sparkline.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import classes from "./feedback.module.css";

/** Themes of an imagined product: invented numbers, drawn only behind the words of an empty page. */
const themes = [
  { key: "price", money: 4_820, trend: [3, 4, 4, 6, 9, 12] },
  { key: "mobile", money: 3_110, trend: [5, 6, 5, 7, 6, 8] },
  { key: "export", money: 1_940, trend: [8, 7, 7, 5, 4, 3] },
  { key: "speed", money: 860, trend: [2, 2, 3, 2, 3, 2] },
] as const;

export function ExamplePicture() {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  return (
    <div className={classes.columns}>
      <ul className={`${classes.card} ${classes.themes}`}>
        {themes.map(({ key, money, trend }) => (
          <li key={key} className={classes.theme}>
            <Text fw={650}>{t(`empty.${key}`)}</Text>
            <span className={classes.spark}>
              <Sparkline values={trend} height={30} label={t(`empty.${key}`)} />
            </span>
            <Text fw={650} className={classes.figure}>
              {format.money(money, "USD")}
            </Text>
          </li>
        ))}
      </ul>
      <Stack className={classes.card} data-padded gap="md">
        {themes.map(({ key }) => (
          <Group key={key} justify="space-between" wrap="nowrap">
            <Text>{t(`empty.${key}Said`)}</Text>
            <Text size="xs">{t(`empty.${key}`)}</Text>
          </Group>
        ))}
      </Stack>
    </div>
  );
}
