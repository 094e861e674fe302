import type { ModelHealth } from "@lepton/server";
import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconEye, IconHeartbeat, IconHelp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const looks = {
  ok: { color: "pine", icon: IconHeartbeat },
  watch: { color: "honey", icon: IconEye },
  alert: { color: "red", icon: IconAlertTriangle },
  few: { color: "gray", icon: IconHelp },
} as const;

/** How a model does, in words and a shape, never by colour alone. */
export function HealthBadge({ state }: { state: ModelHealth["state"] }) {
  const { t } = useTranslation("models");
  const { color, icon: Icon } = looks[state];
  return (
    <Badge component="span" color={color} leftSection={<Icon size={13} aria-hidden />}>
      {t(`health.${state}`)}
    </Badge>
  );
}
