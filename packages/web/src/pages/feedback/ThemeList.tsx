import type { FeedbackTheme, FeedbackThemes } from "@lepton/server";
import { Anchor, Badge, Collapse, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../charts/mini/Sparkline.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import classes from "./feedback.module.css";
import { HowComputed } from "./HowComputed.tsx";

interface ThemeListProps {
  data: FeedbackThemes;
  chosen: string | undefined;
  onChoose(theme: string | undefined): void;
}

/** Themes, most money at risk first; choosing one narrows the inbox, choosing it again widens it. */
export function ThemeList({ data, chosen, onChoose }: ThemeListProps) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const [isOpen, { toggle }] = useDisclosure(false);
  const { themes, money, other } = data;
  return (
    <section aria-labelledby="themes" className={`${classes.card} ${classes.side}`}>
      <Group justify="space-between" wrap="nowrap" mb={4} px="md" pt="md">
        <Title order={2} id="themes">
          {t(money ? "themes.byMoney" : "themes.byPeople")}
        </Title>
        <Anchor component="button" type="button" size="xs" aria-expanded={isOpen} onClick={toggle}>
          {t("how.open")}
        </Anchor>
      </Group>
      <Collapse expanded={isOpen}>
        <HowComputed data={data} />
      </Collapse>
      {themes.length === 0 && (
        <Text c="dimmed" p="md">
          {t("themes.none")}
        </Text>
      )}
      <ul className={classes.themes}>
        {themes.map((theme) => (
          <li key={theme.id}>
            <ThemeRow
              theme={theme}
              data={data}
              isChosen={theme.id === chosen}
              onChoose={() => onChoose(theme.id === chosen ? undefined : theme.id)}
            />
          </li>
        ))}
        {other > 0 && (
          <li>
            <button
              type="button"
              className={classes.theme}
              aria-pressed={chosen === "none"}
              onClick={() => onChoose(chosen === "none" ? undefined : "none")}
            >
              <Text span c="dimmed">
                {t("themes.other", { count: other, shown: format.number(other) })}
              </Text>
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}

interface ThemeRowProps {
  theme: FeedbackTheme;
  data: FeedbackThemes;
  isChosen: boolean;
  onChoose(): void;
}

function ThemeRow({ theme, data, isChosen, onChoose }: ThemeRowProps) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { people, share, atRisk, trend } = theme;
  const isMixed = new Set(data.themes.map(({ kind }) => kind)).size > 1;
  return (
    <button type="button" className={classes.theme} aria-pressed={isChosen} onClick={onChoose}>
      <Stack gap={2} miw={0} component="span">
        <Group gap={8} component="span">
          <Text span fw={650} className={classes.name}>
            {theme.name}
          </Text>
          {isMixed && (
            <Badge size="xs" color={theme.kind === "praise" ? "pine" : "gray"} component="span">
              {t(`kind.${theme.kind}`)}
            </Badge>
          )}
        </Group>
        <Text span size="xs" c="dimmed">
          {t("themes.people", { count: people, shown: format.number(people) })} ·{" "}
          {t("themes.share", {
            share: format.share(share.value, 0),
            low: format.share(share.low, 0),
            high: format.share(share.high, 0),
          })}
        </Text>
      </Stack>
      <span className={classes.spark}>
        <Sparkline
          values={trend.map(({ texts }) => texts)}
          isLastOpen={trend.at(-1)?.complete === false}
          height={30}
          label={t("themes.trend", { name: theme.name })}
        />
      </span>
      <Stack gap={2} component="span" className={classes.figure}>
        <Text span fw={650}>
          {data.money && atRisk.revenue !== null
            ? format.money(atRisk.revenue, data.money.currency)
            : format.number(atRisk.people)}
        </Text>
        <Text span size="xs" c="dimmed">
          {t(data.money ? "themes.atRisk" : "themes.peopleAtRisk")}
        </Text>
      </Stack>
    </button>
  );
}
