import type { Verdict } from "@lepton/server";
import { Badge } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Whether the model is worth having, in words and a shape, never by colour alone. */
export function VerdictMark({ verdict: { code } }: { verdict: Verdict }) {
  const { t } = useTranslation("models");
  const isBetter = code === "better";
  const Icon = isBetter ? IconCircleCheck : IconCircleX;
  return (
    <Badge component="span" color={isBetter ? "pine" : "red"} leftSection={<Icon size={13} aria-hidden />}>
      {t(`mark.${code}`)}
    </Badge>
  );
}
