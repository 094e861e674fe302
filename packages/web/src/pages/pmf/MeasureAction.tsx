import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import type { PmfMeasure } from "./types.ts";

/** The next step for a measure that has no data yet. */
export function MeasureAction({ id }: { id: PmfMeasure["id"] }) {
  const { t } = useTranslation("pmf");
  const { id: project } = useProject();
  const link = (props: object) => {
    switch (id) {
      case "ellis":
      case "nps":
        return (
          <Link
            to="/p/$project/surveys/$survey"
            params={{ project, survey: "new" }}
            search={{ kind: id === "nps" ? "nps" : "pmf" }}
            {...props}
          />
        );
      case "revenue":
        return <Link to="/p/$project/settings" params={{ project }} search={{ tab: "project" }} {...props} />;
      default:
        return (
          <Link
            to="/p/$project/data"
            params={{ project }}
            search={{ tab: id === "marketShare" ? "market" : "connect" }}
            {...props}
          />
        );
    }
  };
  return (
    <Button size="compact-md" variant="light" className="no-print" renderRoot={link}>
      {t(`action.${id}`)}
    </Button>
  );
}
