import type { ForecastReply } from "@lepton/server";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../../app/project.tsx";
import { forecastTable } from "../../../charts/tables/forecast.ts";
import { useFormat } from "../../../i18n/useFormat.ts";
import { levelName } from "./useWords.ts";

/** The coming buckets as a table, for the page and for files; null while there are none. */
export function useForecastTable(reply: ForecastReply | undefined) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const { currency } = useProject();
  return useMemo(() => {
    if (!reply) return null;
    const words = (key: string, values?: Record<string, unknown>) => t(key, values ?? {});
    return forecastTable(reply, { ...format, t: words }, currency, levelName(reply));
  }, [reply, t, format, currency]);
}
