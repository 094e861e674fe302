import { Card, Text } from "@mantine/core";
import { IconHeartHandshake, IconMoodSmile, IconSpeakerphone, IconWand } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import type { Template } from "./search.ts";
import classes from "./surveys.module.css";

const icons = { pmf: IconHeartHandshake, nps: IconSpeakerphone, csat: IconMoodSmile, ces: IconWand } as const;

export function TemplateCard({ kind }: { kind: Template }) {
  const { t } = useTranslation("surveys");
  const { id: project } = useProject();
  const Icon = icons[kind];
  return (
    <Card
      className={classes.template}
      renderRoot={(props) => (
        <Link
          to="/p/$project/surveys/$survey"
          params={{ project, survey: "new" }}
          search={{ kind }}
          {...props}
        />
      )}
    >
      <Icon size={26} stroke={1.6} aria-hidden color="var(--mantine-primary-color-filled)" />
      <Text fw={650} mt="sm">
        {t(`template.${kind}.name`)}
      </Text>
      <Text size="sm" c="dimmed" mt={4}>
        {t(`template.${kind}.text`)}
      </Text>
      <Text size="xs" mt="sm" className={classes.ask}>
        {t(`template.${kind}.ask`)}
      </Text>
    </Card>
  );
}
