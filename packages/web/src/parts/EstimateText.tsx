import { Group, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/useFormat.ts";

/** A value with its interval, as every statistic of Lepton comes. */
export interface EstimateLike {
  value: number | null;
  low: number | null;
  high: number | null;
  level: number;
  n: number;
}
export type EstimateUnit = "share" | "score" | "ratio" | "number";

/** Writes one figure in its unit. A score is signed (NPS: +12), a ratio has two digits. */
export function useFigure() {
  const format = useFormat();
  return (value: number | null, unit: EstimateUnit): string => {
    if (value === null) return "–";
    if (unit === "share") return format.share(value);
    if (unit === "score")
      return new Intl.NumberFormat(format.language, {
        signDisplay: "exceptZero",
        maximumFractionDigits: 1,
      }).format(value);
    return format.number(value, 2);
  };
}

interface EstimateTextProps {
  estimate: EstimateLike;
  unit: EstimateUnit;
  size?: "sm" | "md" | "lg" | "xl";
  /** Hides n where it stands beside the text already. */
  withN?: boolean;
}

const rem = { sm: "0.95rem", md: "1.15rem", lg: "1.7rem", xl: "2.4rem" };

/** Value, interval and n in one line: never a bare number. */
export function EstimateText({ estimate, unit, size = "md", withN = true }: EstimateTextProps) {
  const { t } = useTranslation("parts");
  const figure = useFigure();
  const format = useFormat();
  const { value, low, high, level, n } = estimate;
  return (
    <Group gap={8} align="baseline" wrap="wrap">
      <Text span fw={650} fz={rem[size]} lh={1.1}>
        {figure(value, unit)}
      </Text>
      {low !== null && high !== null && (
        <Tooltip label={t("estimate.explain", { level: format.share(level, 0) })}>
          <Text span size="sm" c="dimmed" tabIndex={0}>
            {t("estimate.interval", { low: figure(low, unit), high: figure(high, unit) })}
          </Text>
        </Tooltip>
      )}
      {withN && (
        <Text span size="sm" c="dimmed">
          n = {format.number(n)}
        </Text>
      )}
    </Group>
  );
}
