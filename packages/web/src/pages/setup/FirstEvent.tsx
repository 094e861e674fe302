import type { EventRow } from "@lepton/server";
import { Button, Group, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveEvents } from "../../api/hooks/live.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { arrived, emptyTail } from "../live/tail.ts";
import classes from "./setup.module.css";

const shown = 5;
const recentMs = 60_000;

/** Waits for events and shows each with a tick as it arrives; no refresh. */
export function FirstEvent({ inPage = false }: { inPage?: boolean }) {
  const { t } = useTranslation("setup");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const [tail, setTail] = useState(emptyTail);
  const state = useLiveEvents(project, (items: readonly EventRow[]) =>
    setTail((before) => arrived(before, items, false)),
  );
  const [since] = useState(() => Date.now() - recentMs);
  // Where data has been coming in for long, only what arrives now proves that the code works.
  const rows = tail.rows.filter((it) => !inPage || Date.parse(it.receivedAt) > since).slice(0, shown);
  return (
    <section className={classes.tail} aria-live="polite" aria-label={t("tail.label")}>
      {rows.length === 0 ? (
        <Group gap={10} wrap="nowrap">
          <span className={classes.pulse} aria-hidden />
          <Text size="sm">{t(state === "reconnecting" ? "tail.reconnecting" : "tail.waiting")}</Text>
        </Group>
      ) : (
        <>
          <Group justify="space-between" mb={6}>
            <Text fw={650}>{t("tail.arrived")}</Text>
            {!inPage && (
              <Button renderRoot={(props) => <Link to="/p/$project" params={{ project }} {...props} />}>
                {t("tail.home")}
              </Button>
            )}
          </Group>
          {rows.map((row) => (
            <div key={row.uuid} className={classes.row}>
              <IconCircleCheck size={19} className={classes.tick} aria-hidden />
              <Text truncate>
                <b>{row.event}</b> · {row.distinctId}
              </Text>
              <Text size="xs" c="dimmed">
                {format.instant(row.ts, timezone)}
              </Text>
            </div>
          ))}
        </>
      )}
    </section>
  );
}
