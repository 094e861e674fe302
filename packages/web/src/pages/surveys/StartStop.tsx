import type { Survey } from "@lepton/server";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { surveys } from "../../api/hooks/surveys.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useServerText } from "../../i18n/useServerText.ts";

/** Starts or stops asking; both can be taken back at any time, so neither asks first. */
export function StartStop({
  survey,
  size = "sm",
}: {
  survey: Pick<Survey, "id" | "status">;
  size?: "xs" | "sm";
}) {
  const { t } = useTranslation("surveys");
  const told = useServerText();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const update = surveys.useUpdate(project);
  if (!canEdit) return null;
  const isRunning = survey.status === "running";
  const status = isRunning ? "stopped" : "running";
  return (
    <Button
      size={size}
      variant={isRunning ? "default" : "filled"}
      loading={update.isPending}
      leftSection={isRunning ? <IconPlayerStop size={16} /> : <IconPlayerPlay size={16} />}
      onClick={() =>
        update.mutate(
          { id: survey.id, status },
          {
            onSuccess: () => notifications.show({ message: t(`said.${status}`) }),
            onError: (error) => notifications.show({ color: "red", message: told.failure(error) }),
          },
        )
      }
    >
      {t(isRunning ? "stop" : "start")}
    </Button>
  );
}
