import { Badge, Tooltip } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/useFormat.ts";

/** now / before − 1; null when there is no base. */
export function relativeChange(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before - 1;
}

/** Change against the period before, in words for those who do not see the arrow. */
export function Delta({ now, before }: { now: number | null; before: number | null }) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const change = relativeChange(now, before);
  if (change === null) return null;
  const Icon = change > 0.0005 ? IconArrowUpRight : change < -0.0005 ? IconArrowDownRight : IconArrowRight;
  return (
    <Tooltip label={t("deltaExplain", { before: format.number(before) })}>
      <Badge
        tabIndex={0}
        color={change > 0.0005 ? "pine" : change < -0.0005 ? "red" : "gray"}
        leftSection={<Icon size={13} aria-hidden />}
      >
        {change > 0 ? "+" : ""}
        {format.share(change)}
      </Badge>
    </Tooltip>
  );
}
