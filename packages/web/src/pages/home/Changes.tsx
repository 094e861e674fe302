import type { Change } from "@lepton/server";
import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight, IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";

/** What differs from the week before beyond chance, in sentences. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  const format = useFormat();
  return (
    <Card component="section" aria-label={t("changes.title")} h="100%">
      <Title order={2} fz="0.95rem" mb="sm">
        {t("changes.title")}
      </Title>
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("changes.none")}
        </Text>
      ) : (
        <Stack gap={10}>
          {changes.map(({ event, current, previous, change }) => {
            const Icon = change === null ? IconSparkles : change > 0 ? IconArrowUpRight : IconArrowDownRight;
            const values = {
              event,
              share: format.share(Math.abs(change ?? 0), 0),
              current: format.number(current),
              previous: format.number(previous),
            };
            return (
              <Group key={event} wrap="nowrap" align="flex-start" gap={8}>
                <Icon
                  size={18}
                  aria-hidden
                  color={
                    change !== null && change < 0
                      ? "var(--mantine-color-error)"
                      : "var(--mantine-primary-color-filled)"
                  }
                />
                <Text size="sm">
                  {t(change === null ? "changes.new" : change > 0 ? "changes.up" : "changes.down", values)}{" "}
                  <Anchor
                    size="sm"
                    renderRoot={(props) => (
                      <Link
                        to="/p/$project/insights/new"
                        params={{ project }}
                        search={{
                          kind: "trends",
                          q: {
                            kind: "trends",
                            range: { from: "-30d", to: null },
                            series: [{ event, measure: { type: "total" } }],
                            compare: "previous",
                          },
                        }}
                        {...props}
                      />
                    )}
                  >
                    {t("changes.look")}
                  </Anchor>
                </Text>
              </Group>
            );
          })}
        </Stack>
      )}
    </Card>
  );
}
