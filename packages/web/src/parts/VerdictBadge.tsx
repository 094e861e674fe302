import type { Verdict } from "@lepton/growth";
import { Badge } from "@mantine/core";
import {
  IconAlertCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDot,
  IconCircleX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const looks = {
  reached: { color: "pine", icon: IconCircleCheck },
  reachedUncertain: { color: "pine", icon: IconCircleDot },
  notReached: { color: "red", icon: IconCircleX },
  notEnoughData: { color: "honey", icon: IconCircleDashed },
  noData: { color: "gray", icon: IconAlertCircle },
} as const;

interface VerdictBadgeProps {
  verdict: Verdict;
  /** For `notEnoughData`: how many there are and how many it takes. */
  have?: number;
  need?: number;
  /** The same with its noun, e.g. "12 of 30 answers". */
  counted?: string | undefined;
}

/** A verdict in words and a shape, never by colour alone. */
export function VerdictBadge({ verdict, have, need, counted }: VerdictBadgeProps) {
  const { t } = useTranslation("parts");
  const { color, icon: Icon } = looks[verdict];
  const isCounted = verdict === "notEnoughData" && have !== undefined && need !== undefined;
  return (
    <Badge
      color={color}
      size="lg"
      variant={verdict === "reachedUncertain" ? "outline" : "light"}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {verdict === "notEnoughData" && counted !== undefined
        ? t("verdict.notEnoughWords", { counted })
        : isCounted
          ? t("verdict.notEnoughCounted", { have, need })
          : t(`verdict.${verdict}`)}
    </Badge>
  );
}
