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
  /** "12 of 30 answers", for `notEnoughData`. */
  have?: number;
  need?: number;
}

/** A verdict in words and a shape, never by colour alone. */
export function VerdictBadge({ verdict, have, need }: VerdictBadgeProps) {
  const { t } = useTranslation("parts");
  const { color, icon: Icon } = looks[verdict];
  const counted = verdict === "notEnoughData" && have !== undefined && need !== undefined;
  return (
    <Badge
      color={color}
      size="lg"
      variant={verdict === "reachedUncertain" ? "outline" : "light"}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {counted ? t("verdict.notEnoughCounted", { have, need }) : t(`verdict.${verdict}`)}
    </Badge>
  );
}
