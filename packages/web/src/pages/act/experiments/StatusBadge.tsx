import type { ExperimentStatus } from "@lepton/server";
import { Badge } from "@mantine/core";
import { IconPencil, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const looks = {
  draft: { color: "gray", icon: IconPencil },
  running: { color: "pine", icon: IconPlayerPlay },
  stopped: { color: "honey", icon: IconPlayerStop },
} as const;

export function StatusBadge({ status }: { status: ExperimentStatus }) {
  const { t } = useTranslation("act");
  const { color, icon: Icon } = looks[status];
  return (
    <Badge component="span" color={color} leftSection={<Icon size={12} aria-hidden />}>
      {t(`status.${status}`)}
    </Badge>
  );
}
