import type { Project } from "@lepton/server";
import { Button, Card, Group, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client.ts";
import { useStatus } from "../../api/hooks/session.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { LoadSample } from "../setup/LoadSample.tsx";

/** The sample company comes and goes without touching one's own data. */
export function SampleCard({ project }: { project: Project }) {
  const { t } = useTranslation("settings");
  const { data: status } = useStatus();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.delete(`/api/projects/${project.id}/sample`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", project.id] }),
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
      {remove.error && <ErrorState error={remove.error} compact />}
      {project.hasSample ? (
        <Group>
          <Button
            variant="default"
            loading={remove.isPending}
            onClick={() => window.confirm(t("sample.confirm")) && remove.mutate()}
          >
            {t("sample.remove")}
          </Button>
        </Group>
      ) : (
        <LoadSample project={project} isAvailable />
      )}
    </Card>
  );
}
