import type { EventRow } from "@lepton/server";
import { Badge, Button, Group, MultiSelect, Paper, Stack, Text, TextInput } from "@mantine/core";
import {
  IconBolt,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconPlugConnectedX,
  IconSearch,
} from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type StreamState, useLiveEvents } from "../../api/hooks/live.ts";
import { useEventNames } from "../../api/hooks/schema.ts";
import { useProject } from "../../app/project.tsx";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { EventDetail } from "./EventDetail.tsx";
import { EventTable } from "./EventTable.tsx";
import { arrived, emptyTail, matches, resumed } from "./tail.ts";

const route = getRouteApi("/p/$project/live");

/** Events as they arrive. */
export function LivePage() {
  const { t } = useTranslation("live");
  const { id: project } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [tail, setTail] = useState(emptyTail);
  const [isPaused, setPaused] = useState(false);
  const state = useLiveEvents(project, (items) => setTail((before) => arrived(before, items, isPaused)));
  const { events = [], q = "" } = search;
  const rows = useMemo(() => tail.rows.filter((row) => matches(row, { events, text: q })), [tail, events, q]);
  const names = useMemo(
    () => [...new Set([...tail.rows.map((it) => it.event), ...events])].sort((a, b) => a.localeCompare(b)),
    [tail, events],
  );
  const open = tail.rows.find((it) => it.uuid === search.uuid) ?? null;
  const setSearch = (next: typeof search) => navigate({ search: next, replace: true, resetScroll: false });
  const known = useEventNames(project);
  const nothing = (known.data?.items.length ?? 0) > 0 ? "quiet" : "empty";
  const toggle = () => {
    if (isPaused) setTail(resumed);
    setPaused(!isPaused);
  };
  const show = (row: EventRow | null) => setSearch({ ...search, uuid: row?.uuid });

  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("lead")}
        actions={
          <>
            <Connection state={state} isPaused={isPaused} />
            <Button
              variant={isPaused ? "filled" : "default"}
              leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
              onClick={toggle}
              aria-pressed={isPaused}
            >
              {isPaused ? t("resume", { count: tail.waiting.length }) : t("pause")}
            </Button>
          </>
        }
      />
      {tail.rows.length === 0 && tail.waiting.length === 0 ? (
        <Paper>
          <EmptyState
            icon={IconBolt}
            title={t(`${nothing}.title`)}
            actions={
              <Button
                renderRoot={(props) => (
                  <Link to="/p/$project/data" params={{ project }} search={{ tab: "connect" }} {...props} />
                )}
              >
                {t("empty.connect")}
              </Button>
            }
          >
            {t(state === "reconnecting" ? "state.reconnecting" : `${nothing}.text`)}
          </EmptyState>
        </Paper>
      ) : (
        <Stack gap="sm">
          <Group gap="sm" align="flex-start">
            <TextInput
              w={{ base: "100%", sm: 280 }}
              leftSection={<IconSearch size={16} aria-hidden />}
              placeholder={t("search")}
              aria-label={t("search")}
              value={q}
              onChange={(event) => setSearch({ ...search, q: event.currentTarget.value || undefined })}
            />
            <MultiSelect
              flex={1}
              miw={220}
              data={names}
              value={events}
              onChange={(next) => setSearch({ ...search, events: next.length > 0 ? next : undefined })}
              placeholder={events.length === 0 ? t("allEvents") : ""}
              aria-label={t("events")}
              searchable
              clearable
            />
          </Group>
          {rows.length === 0 ? (
            <Paper p="xl">
              <Text c="dimmed" ta="center">
                {t("nothing", { count: tail.rows.length })}
              </Text>
            </Paper>
          ) : (
            <EventTable rows={rows} onOpen={show} />
          )}
          <Text size="xs" c="dimmed">
            {t("kept", { shown: rows.length, count: tail.rows.length })}
          </Text>
        </Stack>
      )}
      <EventDetail event={open} onClose={() => show(null)} />
    </>
  );
}

function Connection({ state, isPaused }: { state: StreamState; isPaused: boolean }) {
  const { t } = useTranslation("live");
  const isOpen = state === "open";
  return (
    <Badge
      size="lg"
      color={isOpen && !isPaused ? "pine" : "honey"}
      role="status"
      leftSection={isOpen ? <IconPlugConnected size={14} /> : <IconPlugConnectedX size={14} />}
    >
      {t(isOpen && isPaused ? "state.paused" : `state.${state}`)}
    </Badge>
  );
}
