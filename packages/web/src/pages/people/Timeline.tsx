import type { EventRow, Person } from "@lepton/server";
import { Button, Card, Group, Loader, Select, Text, Title, UnstyledButton } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePersonEvents } from "../../api/hooks/people.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { EventDetail } from "../live/EventDetail.tsx";
import classes from "./people.module.css";
import { byDay, shortValue, sortedProperties } from "./timeline.ts";

const route = getRouteApi("/p/$project/people/$person");

/** What a person did, newest first, day by day in the project's zone. */
export function Timeline({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const { id: project, timezone } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const events = usePersonEvents(project, person.personId);
  const [open, setOpen] = useState<EventRow | null>(null);
  const all = events.data?.pages.flatMap((page) => page.items) ?? [];
  const names = [...new Set([...all.map((it) => it.event), ...(search.event ? [search.event] : [])])].sort();
  const shown = search.event ? all.filter((it) => it.event === search.event) : all;
  return (
    <Card style={{ overflow: "visible" }}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {t("timeline")}
        </Title>
        <Select
          w={220}
          size="xs"
          clearable
          allowDeselect
          placeholder={t("allEvents")}
          aria-label={t("onlyEvent")}
          data={names}
          value={search.event ?? null}
          onChange={(event) => navigate({ search: event ? { event } : {}, replace: true })}
        />
      </Group>
      {events.isError && <ErrorState error={events.error} onRetry={events.refetch} />}
      {events.isPending && <Loader type="dots" aria-label={t("loading")} />}
      {events.data && shown.length === 0 && <Text c="dimmed">{t("noEvents")}</Text>}
      {byDay(shown, timezone).map(({ day, events: rows }) => (
        <section key={day} aria-label={day}>
          <h3 className={classes.day}>
            <DayName day={day} />{" "}
            <Text span size="sm" c="dimmed" fw={400}>
              {t("dayCount", { count: rows.length })}
            </Text>
          </h3>
          <ol className={classes.events}>
            {rows.map((row) => (
              <li key={row.uuid} className={classes.event}>
                <UnstyledButton className={classes.eventButton} onClick={() => setOpen(row)}>
                  <Text size="sm" c="dimmed">
                    <TimeOfDay ts={row.ts} />
                  </Text>
                  <Text size="sm" fw={600} truncate>
                    {row.event}
                  </Text>
                  <Text size="sm" c="dimmed" truncate>
                    {sortedProperties(row.properties)
                      .slice(0, 3)
                      .map(([key, value]) => `${key}: ${shortValue(value, 32)}`)
                      .join(" · ")}
                  </Text>
                </UnstyledButton>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {events.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={events.isFetchingNextPage}
          onClick={() => events.fetchNextPage()}
        >
          {t("earlier")}
        </Button>
      )}
      <EventDetail event={open} onClose={() => setOpen(null)} />
    </Card>
  );
}

/** A calendar day has no zone of its own: it is written as it stands. */
function DayName({ day }: { day: string }) {
  const { language } = useFormat();
  const format = new Intl.DateTimeFormat(language, {
    timeZone: "UTC",
    weekday: "short",
    year: "numeric",
    month: "long",
    day: "numeric",
  });
  return <>{format.format(new Date(`${day}T00:00:00Z`))}</>;
}

function TimeOfDay({ ts }: { ts: string }) {
  const { language } = useFormat();
  const { timezone } = useProject();
  const format = new Intl.DateTimeFormat(language, {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return <time dateTime={ts}>{format.format(new Date(ts))}</time>;
}
