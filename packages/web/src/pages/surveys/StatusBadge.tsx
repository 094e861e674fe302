import type { Survey } from "@lepton/server";
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

const colors = { draft: "gray", running: "pine", stopped: "honey" } as const;

export function StatusBadge({ status }: { status: Survey["status"] }) {
  const { t } = useTranslation("surveys");
  return (
    <Badge component="span" color={colors[status]}>
      {t(`status.${status}`)}
    </Badge>
  );
}
