import type { FeedbackItem } from "@lepton/server";
import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { PersonMark } from "../people/PersonMark.tsx";
import classes from "./feedback.module.css";
import { Similar } from "./Similar.tsx";

interface EntryProps {
  item: FeedbackItem;
  isOpen: boolean;
  /** One theme is chosen: naming it on every entry says nothing. */
  isAlone: boolean;
  now: number;
  onToggle(): void;
  onTheme(theme: string): void;
  onEntry(entry: string): void;
}

/** One thing somebody said; open, with whom, where, and who said the like. */
export function Entry({ item, isOpen, isAlone, now, onToggle, onTheme, onEntry }: EntryProps) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  return (
    <li id={`entry-${item.id}`} className={classes.entry} data-open={isOpen || undefined}>
      <button type="button" className={classes.text} aria-expanded={isOpen} onClick={onToggle}>
        {item.text}
      </button>
      <Group gap={8} mt={4}>
        <PersonMark id={item.personId} label={item.person} size={20} />
        <Anchor
          size="xs"
          maw={200}
          truncate
          renderRoot={(props) => (
            <Link to="/p/$project/people/$person" params={{ project, person: item.personId }} {...props} />
          )}
        >
          {item.person}
        </Anchor>
        <Text size="xs" c="dimmed" title={format.instant(item.at, timezone)}>
          {format.ago(item.at, now)}
        </Text>
        {item.rating && (
          <Badge size="sm" variant="default">
            {item.rating.scale === "pmf"
              ? t(`fit.${item.rating.value}`, { defaultValue: item.rating.value })
              : t(`rating.${item.rating.scale}`, { value: item.rating.value })}
          </Badge>
        )}
        <Feeling sentiment={item.sentiment} />
        {item.theme && !isAlone && (
          <Anchor
            component="button"
            type="button"
            size="xs"
            onClick={() => item.theme && onTheme(item.theme.id)}
          >
            {item.theme.name}
          </Anchor>
        )}
      </Group>
      {isOpen && (
        <div className={classes.opened}>
          <Text size="xs" c="dimmed" mb="xs">
            {[
              item.survey?.name || item.event,
              t(`question.${item.question}`, { defaultValue: item.question }),
              t(`language.${item.language}`),
              format.instant(item.at, timezone),
              ...(item.simulated ? [t("simulated")] : []),
            ].join(" · ")}
          </Text>
          <Similar entry={item.id} onEntry={onEntry} />
        </div>
      )}
    </li>
  );
}

function Feeling({ sentiment }: Pick<FeedbackItem, "sentiment">) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  if (sentiment === null) return null;
  const { feeling, by, probability } = sentiment;
  return (
    <Badge
      size="sm"
      color={feeling === "positive" ? "pine" : "red"}
      title={t(`sentiment.by_${by}`, { probability: format.share(probability, 0) })}
    >
      {t(`sentiment.${feeling}`)}
      {by === "model" && ` · ${format.share(probability, 0)}`}
    </Badge>
  );
}
