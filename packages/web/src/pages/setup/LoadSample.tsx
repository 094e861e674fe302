import type { Project } from "@lepton/server";
import { Button, Progress, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useJob, useLoadSample } from "../../api/hooks/project.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { useServerText } from "../../i18n/useServerText.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";

/** One click, a bar that moves, and Home opens by itself. */
export function LoadSample({ project, isAvailable }: { project: Project; isAvailable: boolean }) {
  const { t } = useTranslation("setup");
  const format = useFormat();
  const told = useServerText();
  const navigate = useNavigate();
  const load = useLoadSample(project.id);
  const [started, setStarted] = useState<string | null>(null);
  const job = useJob(project.id, started);
  const state = job.data?.status;
  useEffect(() => {
    if (state === "done") void navigate({ to: "/p/$project", params: { project: project.id } });
  }, [state, navigate, project.id]);

  if (!isAvailable)
    return (
      <Text size="sm" mt="auto">
        {t("data.sample.missing")}
      </Text>
    );
  const isRunning = started !== null && state !== "failed";
  const share = job.data?.progress ?? null;
  return (
    <Stack mt="auto" w="100%" gap="xs" align="flex-start">
      {isRunning ? (
        <Stack gap={6} w="100%">
          <Progress
            value={share === null ? 100 : share * 100}
            animated
            striped={share === null}
            aria-label={t("data.sample.loading")}
          />
          <Text size="sm" role="status">
            {t("data.sample.progress", { rows: format.number(job.data?.done ?? 0) })}
          </Text>
        </Stack>
      ) : (
        <Button
          size="md"
          loading={load.isPending}
          onClick={() => load.mutate(undefined, { onSuccess: (it) => setStarted(it.id) })}
        >
          {t("data.sample.button")}
        </Button>
      )}
      {load.error && <ErrorState error={load.error} compact />}
      {state === "failed" && (
        <Text size="sm" c="red" role="alert">
          {job.data?.problem ? told.problem(job.data.problem).problem : t("data.sample.failed")}
        </Text>
      )}
    </Stack>
  );
}
