import type { HealthStrip as Health } from "@lepton/server";
import { Card, Group, Text, Tooltip } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { IconAlertTriangle, IconCircleCheckFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";

/** Is data arriving and safe: last event, write lag, rejects, disk. */
export function HealthStrip({ health }: { health: Health }) {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  const format = useFormat();
  const [now, setNow] = useState(Date.now());
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true });
  const Icon = health.ok ? IconCircleCheckFilled : IconAlertTriangle;
  return (
    <Card px="md" py={10}>
      <Group gap="xl" role="status" aria-label={t("health.label")} style={{ rowGap: 6 }}>
        <Group gap={6}>
          <Icon
            size={17}
            aria-hidden
            color={health.ok ? "var(--mantine-primary-color-filled)" : "var(--mantine-color-error)"}
          />
          <Text size="sm" fw={600}>
            {t(health.ok ? "health.ok" : "health.notOk")}
          </Text>
        </Group>
        <Fact name={t("health.lastEvent")} hint={t("health.lastEventHint")}>
          {health.lastEventAt ? format.ago(health.lastEventAt, now) : t("health.never")}
        </Fact>
        <Fact name={t("health.events24h")}>{format.number(health.events24h)}</Fact>
        <Fact name={t("health.lag")} hint={t("health.lagHint")}>
          {t("health.ms", { ms: format.number(Math.round(health.lagMs)) })}
        </Fact>
        <Fact name={t("health.rejects")} hint={t("health.rejectsHint")}>
          <Link
            to="/p/$project/data"
            params={{ project }}
            style={{ color: health.rejects24h > 0 ? "var(--mantine-color-error)" : "inherit" }}
          >
            {format.number(health.rejects24h)}
          </Link>
        </Fact>
        <Fact
          name={t("health.disk")}
          hint={t("health.diskHint", {
            data: format.bytes(health.dataBytes),
            memory: format.bytes(health.memoryBytes),
            cap: format.bytes(health.memoryCapBytes),
          })}
        >
          {t("health.free", { bytes: format.bytes(health.diskFreeBytes) })}
        </Fact>
      </Group>
    </Card>
  );
}

function Fact({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  const fact = (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="sm" fw={550} component="div">
        {children}
      </Text>
    </Group>
  );
  return hint ? <Tooltip label={hint}>{fact}</Tooltip> : fact;
}
