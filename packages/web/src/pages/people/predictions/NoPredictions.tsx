import { Button } from "@mantine/core";
import { IconBrain } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useModels } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { EmptyState } from "../../../parts/EmptyState.tsx";

/** No model is published: what would stand here, and the one step that is missing. */
export function NoPredictions() {
  const { t } = useTranslation("people");
  const { id: project } = useProject();
  const draft = useModels(project).data?.items.find(({ stage }) => stage === "draft");
  return (
    <EmptyState
      icon={IconBrain}
      title={t("predictions.empty.title")}
      actions={
        draft ? (
          <Button
            renderRoot={(props) => (
              <Link to="/p/$project/models/$model" params={{ project, model: draft.id }} {...props} />
            )}
          >
            {t("predictions.empty.publish")}
          </Button>
        ) : (
          <Button renderRoot={(props) => <Link to="/p/$project/models" params={{ project }} {...props} />}>
            {t("predictions.empty.train")}
          </Button>
        )
      }
    >
      {t(draft ? "predictions.empty.draft" : "predictions.empty.text")}
    </EmptyState>
  );
}
