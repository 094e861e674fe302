import { Button, CloseButton, Group, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type FeedbackSelection, useFeedbackInbox } from "../../api/hooks/feedback.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { useNow } from "../people/PeopleTable.tsx";
import { Entry } from "./Entry.tsx";
import classes from "./feedback.module.css";
import type { FeedbackSearch } from "./search.ts";
import { useKeys } from "./useKeys.ts";

const typingMs = 250;

interface InboxProps {
  search: FeedbackSearch;
  selection: FeedbackSelection;
  onChange(change: Partial<FeedbackSearch>): void;
}

/** What people said, newest first; one entry is open at a time. */
export function Inbox({ search, selection, onChange }: InboxProps) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { id: project } = useProject();
  const now = useNow();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(search.q ?? "");
  const find = useDebouncedCallback(
    (q: string) => onChange({ q: q || undefined, entry: undefined }),
    typingMs,
  );
  const inbox = useFeedbackInbox(project, selection, {
    theme: search.theme,
    sentiment: search.sentiment,
    search: search.q,
  });
  const items = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const total = inbox.data?.pages[0]?.total ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = inbox;
  const move = useCallback(
    (by: 1 | -1) => {
      const at = items.findIndex(({ id }) => id === search.entry);
      const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))];
      if (next === undefined) return;
      onChange({ entry: next.id });
      if (at + by >= items.length - 3 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
      document.getElementById(`entry-${next.id}`)?.scrollIntoView({ block: "nearest" });
    },
    [items, search.entry, hasNextPage, isFetchingNextPage, fetchNextPage, onChange],
  );
  const focusSearch = useCallback(() => field.current?.focus(), []);
  const close = useCallback(() => {
    if (search.entry !== undefined) onChange({ entry: undefined });
  }, [search.entry, onChange]);
  useKeys({ move, search: focusSearch, close });
  const clear = () => {
    setTyped("");
    find("");
    find.flush();
  };
  return (
    <section aria-labelledby="inbox" className={classes.card}>
      <Group justify="space-between" px="md" pt="md" pb="xs" gap="sm">
        <Group gap="xs" align="baseline">
          <Title order={2} id="inbox">
            {t("inbox.title")}
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {inbox.data && t("inbox.total", { count: total, shown: format.number(total) })}
          </Text>
        </Group>
        <TextInput
          ref={field}
          w={260}
          leftSection={<IconSearch size={16} aria-hidden />}
          placeholder={t("inbox.search")}
          aria-label={t("inbox.search")}
          value={typed}
          maxLength={200}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            find(currentTarget.value.trim());
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              if (typed !== "") clear();
              field.current?.blur();
            }
            if (event.key === "Enter") find.flush();
          }}
          rightSection={
            typed !== "" && <CloseButton size="sm" aria-label={t("inbox.clear")} onClick={clear} />
          }
        />
      </Group>
      {inbox.isError ? (
        <ErrorState error={inbox.error} onRetry={inbox.refetch} />
      ) : inbox.isPending ? (
        <SkeletonCard height={320} lines={6} />
      ) : items.length === 0 ? (
        <Text c="dimmed" p="md">
          {t("inbox.nothing")}
        </Text>
      ) : (
        <ul className={classes.entries} data-stale={inbox.isPlaceholderData || undefined}>
          {items.map((item) => (
            <Entry
              key={item.id}
              item={item}
              isOpen={item.id === search.entry}
              now={now}
              isAlone={search.theme !== undefined}
              onToggle={() => onChange({ entry: item.id === search.entry ? undefined : item.id })}
              onTheme={(theme) => onChange({ theme, entry: undefined })}
              onEntry={(entry) => onChange({ entry, theme: undefined, q: undefined, sentiment: undefined })}
            />
          ))}
        </ul>
      )}
      <Group justify="space-between" p="md" pt="xs">
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {t("inbox.keys")}
        </Text>
        {hasNextPage && (
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t("inbox.more")}
          </Button>
        )}
      </Group>
    </section>
  );
}
