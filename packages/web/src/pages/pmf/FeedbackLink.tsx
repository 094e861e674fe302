import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";

/** From what holds the somewhat disappointed back to what everybody asks for, with the money behind it. */
export function FeedbackLink() {
  const { t } = useTranslation("pmf");
  const { id: project } = useProject();
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link to="/p/$project/feedback" params={{ project }} {...props} />}
    >
      {t("blockers.feedback")}
    </Anchor>
  );
}
