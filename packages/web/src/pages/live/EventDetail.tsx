import type { EventRow } from "@lepton/server";
import { Anchor, Drawer, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { CodeBlock } from "../data/Connect.tsx";

/** Everything that came with one event, as it is stored. */
export function EventDetail({ event, onClose }: { event: EventRow | null; onClose(): void }) {
  const { t } = useTranslation("live");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      title={
        event ? (
          <Text span fw={650} fz="lg">
            {event.event}
          </Text>
        ) : null
      }
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {event && (
        <Stack gap="md">
          <dl style={{ display: "grid", gridTemplateColumns: "auto 1fr", gap: "6px 16px", margin: 0 }}>
            <Fact name={t("column.person")}>
              <Anchor
                renderRoot={(props) => (
                  <Link
                    to="/p/$project/people/$person"
                    params={{ project, person: event.personId }}
                    {...props}
                  />
                )}
              >
                {event.personId}
              </Anchor>
            </Fact>
            {event.distinctId !== event.personId && (
              <Fact name={t("detail.distinctId")}>{event.distinctId}</Fact>
            )}
            <Fact name={t("detail.happened")}>{format.instant(event.ts, timezone)}</Fact>
            <Fact name={t("detail.received")}>{format.instant(event.receivedAt, timezone)}</Fact>
            {event.sessionId !== "" && <Fact name={t("detail.session")}>{event.sessionId}</Fact>}
            <Fact name="uuid">
              <Text span ff="monospace" size="sm">
                {event.uuid}
              </Text>
            </Fact>
          </dl>
          <Group justify="space-between">
            <Text fw={600}>{t("column.properties")}</Text>
            <Text size="xs" c="dimmed">
              {timezone}
            </Text>
          </Group>
          <CodeBlock code={JSON.stringify(event.properties, null, 2)} label={t("column.properties")} />
        </Stack>
      )}
    </Drawer>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
        {children}
      </Text>
    </>
  );
}
