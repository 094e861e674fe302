import type { HomeReply } from "@lepton/server";
import { Alert, Anchor, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useWords } from "../models/useWords.ts";

/** Published models that no longer fit; nothing when all are well. */
export function ModelAlerts({ alerts }: { alerts: HomeReply["models"]["alerts"] }) {
  const { t } = useTranslation(["models", "home"]);
  const words = useWords();
  const { id: project } = useProject();
  const shown = alerts.filter(({ state }) => state === "alert");
  if (shown.length === 0) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} aria-hidden />} title={t("monitor.home")}>
      {shown.map(({ id, name, reasons }) => (
        <Text key={id} size="sm">
          <Anchor
            inherit
            renderRoot={(props) => (
              <Link
                to="/p/$project/models/$model"
                params={{ project, model: id }}
                search={{ tab: "monitor" }}
                {...props}
              />
            )}
          >
            {words.model(name)}
          </Anchor>
          {reasons[0] && `: ${t(`monitor.short.${reasons[0].code}`)}`}
        </Text>
      ))}
    </Alert>
  );
}
