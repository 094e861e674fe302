import type { ModelStage } from "@lepton/server";
import { Badge } from "@mantine/core";
import { IconArchive, IconCircleCheck, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const looks = {
  draft: { color: "gray", icon: IconPencil },
  published: { color: "pine", icon: IconCircleCheck },
  retired: { color: "honey", icon: IconArchive },
} as const;

export function StageBadge({ stage }: { stage: ModelStage }) {
  const { t } = useTranslation("models");
  const { color, icon: Icon } = looks[stage];
  return (
    <Badge component="span" color={color} leftSection={<Icon size={12} aria-hidden />}>
      {t(`stage.${stage}`)}
    </Badge>
  );
}
