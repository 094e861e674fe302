import { Button } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ExamplePicture } from "./ExamplePicture.tsx";

/** What will stand here, behind the two ways to get it. */
export function FirstFeedback({ onSources }: { onSources: (() => void) | undefined }) {
  const { t } = useTranslation("feedback");
  const { id: project } = useProject();
  return (
    <EmptyState
      icon={IconMessages}
      title={t("empty.title")}
      sample={<ExamplePicture />}
      actions={
        <>
          <Button renderRoot={(props) => <Link to="/p/$project/surveys" params={{ project }} {...props} />}>
            {t("empty.survey")}
          </Button>
          {onSources && (
            <Button variant="default" onClick={onSources}>
              {t("empty.sources")}
            </Button>
          )}
        </>
      }
    >
      {t("empty.text")}
    </EmptyState>
  );
}
