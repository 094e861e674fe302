import type { Project } from "@lepton/server";
import { Button, Card, Group, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client.ts";
import { useStatus } from "../../api/hooks/session.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { LoadSample } from "../setup/LoadSample.tsx";

/** The sample company comes and goes without touching one's own data. */
export function SampleCard({ project }: { project: Project }) {
  const { t } = useTranslation("settings");
  const { data: status } = useStatus();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.delete(`/api/projects/${project.id}/sample`),
    onSuccess: () => {
      setAsking(false);
      return client.invalidateQueries({ queryKey: ["project", project.id] });
    },
  });
  if (!project.hasSample && !status?.sampleAvailable) return null;
  return (
    <Card component="section">
      <Title order={2} size="h3" mb={4}>
        {t("sample.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t(project.hasSample ? "sample.loaded" : "sample.absent")}
      </Text>
      {project.hasSample ? (
        <Group>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("sample.remove")}
          </Button>
        </Group>
      ) : (
        <LoadSample project={project} isAvailable />
      )}
      <ConfirmModal
        opened={isAsking}
        title={t("sample.confirm")}
        confirm={t("sample.remove")}
        pending={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        {t("sample.confirmText")}
      </ConfirmModal>
    </Card>
  );
}
