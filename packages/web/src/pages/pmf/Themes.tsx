import { Anchor, Badge, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./pmf.module.css";
import type { Theme } from "./types.ts";

const shownQuotes = 2;

interface ThemesProps {
  themes: Theme[];
  tone: "very" | "somewhat";
  /** Theme marked as the one that wins. */
  winning?: string | null;
}

/** What many people said in their own words: one line a theme, counted, with quotes. */
export function Themes({ themes, tone, winning }: ThemesProps) {
  const largest = Math.max(1, ...themes.map((it) => it.count));
  return (
    <div>
      {themes.map((theme) => (
        <ThemeRow
          key={theme.theme}
          theme={theme}
          share={theme.count / largest}
          tone={tone}
          isWinning={theme.theme === winning}
        />
      ))}
    </div>
  );
}

interface ThemeRowProps extends Pick<ThemesProps, "tone"> {
  theme: Theme;
  share: number;
  isWinning: boolean;
}

function ThemeRow({ theme, share, tone, isWinning }: ThemeRowProps) {
  const { t } = useTranslation("pmf");
  const [isOpen, setOpen] = useState(false);
  const quotes = isOpen ? theme.quotes : theme.quotes.slice(0, shownQuotes);
  const hidden = theme.quotes.length - quotes.length;
  return (
    <div className={classes.theme}>
      <Group gap={8}>
        <Text fw={600}>{theme.theme}</Text>
        {isWinning && <Badge size="sm">{t("benefit.winning")}</Badge>}
      </Group>
      <Text size="sm">{t("theme.count", { count: theme.count })}</Text>
      <div className={`${classes.themeBar} ${classes[tone]}`} style={{ width: `${share * 100}%` }} />
      {quotes.map((quote) => (
        <blockquote key={quote} className={classes.quote}>
          {quote}
        </blockquote>
      ))}
      {hidden > 0 && (
        <Anchor component="button" type="button" size="xs" ta="start" onClick={() => setOpen(true)}>
          {t("theme.more", { count: hidden })}
        </Anchor>
      )}
    </div>
  );
}
