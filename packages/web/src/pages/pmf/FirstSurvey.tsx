import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { surveys } from "../../api/hooks/surveys.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { Example } from "./Example.tsx";
import classes from "./pmf.module.css";
import { useStartSurvey } from "./useStartSurvey.ts";

/** Nobody has been asked yet: start asking in two clicks, and see what comes of it. */
export function FirstSurvey({ withSample = false }: { withSample?: boolean }) {
  const { t } = useTranslation("pmf");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const [isAsking, { open, close }] = useDisclosure(false);
  const start = useStartSurvey(project);
  const list = surveys.useList(project);
  const running = list.data?.items.find((it) => it.kind === "pmf" && it.status === "running");
  return (
    <Stack gap="lg">
      <section className={classes.next}>
        <Title order={2}>{t(running ? "empty.running" : "empty.title")}</Title>
        <Text mt={6} maw={640}>
          {t(running ? "empty.runningText" : "empty.text")}
        </Text>
        <Group mt="md">
          {running ? (
            <Button
              renderRoot={(props) => (
                <Link to="/p/$project/surveys/$survey" params={{ project, survey: running.id }} {...props} />
              )}
            >
              {t("empty.open")}
            </Button>
          ) : canEdit ? (
            <>
              <Button onClick={open}>{t("empty.start")}</Button>
              <Button
                variant="subtle"
                renderRoot={(props) => (
                  <Link
                    to="/p/$project/surveys/$survey"
                    params={{ project, survey: "new" }}
                    search={{ kind: "pmf" }}
                    {...props}
                  />
                )}
              >
                {t("empty.look")}
              </Button>
            </>
          ) : (
            <Text c="dimmed">{t("empty.viewer")}</Text>
          )}
        </Group>
      </section>
      {withSample && <Example />}
      <Modal opened={isAsking} onClose={close} title={t("empty.confirmTitle")}>
        <Stack>
          <Text>{t("empty.confirmText")}</Text>
          {start.error && <ErrorState error={start.error} compact />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("empty.cancel")}
            </Button>
            <Button
              data-autofocus
              loading={start.isPending}
              onClick={() => start.mutate(t("empty.name"), { onSuccess: close })}
            >
              {t("empty.confirm")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
