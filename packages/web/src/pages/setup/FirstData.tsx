import { Anchor, Button, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconBuildingStore, IconPlug } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { projectQuery } from "../../api/hooks/project.ts";
import { useStatus } from "../../api/hooks/session.ts";
import { RoutePending } from "../../app/Fallbacks.tsx";
import { ProjectProvider } from "../../app/project.tsx";
import { Connect } from "../data/Connect.tsx";
import { EntranceFrame } from "../signIn/EntranceFrame.tsx";
import { FirstEvent } from "./FirstEvent.tsx";
import { LoadSample } from "./LoadSample.tsx";
import { ProductName } from "./ProductName.tsx";
import classes from "./setup.module.css";

/** Where the first numbers come from: the sample company at once, or one's own product. */
export function FirstData({ projectId }: { projectId: string }) {
  const { t } = useTranslation("setup");
  const { data: project } = useQuery(projectQuery(projectId));
  const { data: status } = useStatus();
  const [way, setWay] = useState<"choose" | "connect">("choose");
  if (!project) return <RoutePending />;
  return (
    <ProjectProvider project={project}>
      <EntranceFrame
        title={t("data.title")}
        lead={<ProductName project={project} />}
        width={way === "choose" ? 860 : 760}
      >
        {way === "choose" ? (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
            <section className={classes.way}>
              <IconBuildingStore size={30} stroke={1.5} aria-hidden />
              <Title order={2}>{t("data.sample.title")}</Title>
              <Text c="dimmed">{t("data.sample.text")}</Text>
              <LoadSample project={project} isAvailable={status?.sampleAvailable ?? true} />
            </section>
            <section className={classes.way}>
              <IconPlug size={30} stroke={1.5} aria-hidden />
              <Title order={2}>{t("data.own.title")}</Title>
              <Text c="dimmed">{t("data.own.text")}</Text>
              <Button size="md" variant="default" mt="auto" onClick={() => setWay("connect")}>
                {t("data.own.button")}
              </Button>
            </section>
          </SimpleGrid>
        ) : (
          <Stack gap="lg">
            <Connect />
            <FirstEvent />
            <Group justify="space-between">
              <Anchor component="button" type="button" size="sm" onClick={() => setWay("choose")}>
                {t("data.back")}
              </Anchor>
              <Anchor
                size="sm"
                renderRoot={(props) => <Link to="/p/$project" params={{ project: projectId }} {...props} />}
              >
                {t("data.skip")}
              </Anchor>
            </Group>
          </Stack>
        )}
      </EntranceFrame>
    </ProjectProvider>
  );
}
