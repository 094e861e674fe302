import type { FilterGroup } from "@lepton/growth";
import { Anchor, Group, Paper, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAudiencePreview } from "../../../api/hooks/act.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { PersonMark } from "../../people/PersonMark.tsx";

const shown = 6;

/** How many people a filter finds now, how many are held out, and the first of them. */
export function Preview({ who, holdout }: { who: FilterGroup | undefined; holdout: number }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { id: project } = useProject();
  const [settled] = useDebouncedValue(who, 400);
  const preview = useAudiencePreview(project, settled ? { who: settled, holdout } : null);
  return (
    <Paper p="md" radius="md" style={{ background: "var(--lepton-sunken)" }} aria-live="polite">
      {!settled ? (
        <Text size="sm" c="dimmed">
          {t("preview.first")}
        </Text>
      ) : preview.isError ? (
        <ErrorState error={preview.error} compact />
      ) : !preview.data ? (
        <Text size="sm" c="dimmed">
          {t("preview.counting")}
        </Text>
      ) : (
        <Stack gap="xs">
          <Text fw={600}>
            {t("preview.count", { count: preview.data.total, shown: format.number(preview.data.total) })}
            {preview.data.heldOut > 0 && (
              <Text span size="sm" c="dimmed" fw={400}>
                {" "}
                {t("preview.heldOut", { n: format.number(preview.data.heldOut) })}
              </Text>
            )}
          </Text>
          <Group gap="md">
            {preview.data.people.slice(0, shown).map(({ personId, label }) => (
              <Group key={personId} gap={6} wrap="nowrap">
                <PersonMark id={personId} label={label} />
                <Anchor
                  size="sm"
                  renderRoot={(props) => (
                    <Link to="/p/$project/people/$person" params={{ project, person: personId }} {...props} />
                  )}
                >
                  {label.length > 24 ? `${label.slice(0, 23)}…` : label}
                </Anchor>
              </Group>
            ))}
          </Group>
        </Stack>
      )}
    </Paper>
  );
}
