import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import * as numbers from "./numbers.ts";

/** The formatters of `numbers.ts` for the language on screen. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? "en";
  return useMemo(
    () => ({
      language,
      number: (value: number | null | undefined, digits?: number) =>
        numbers.formatNumber(value, language, digits),
      compact: (value: number | null | undefined) => numbers.formatCompact(value, language),
      share: (value: number | null | undefined, digits?: number) =>
        numbers.formatShare(value, language, digits),
      money: (value: number | null | undefined, currency: string) =>
        numbers.formatMoney(value, currency, language),
      duration: (seconds: number | null | undefined) => numbers.formatDuration(seconds, language),
      ago: (instant: string | null | undefined, now: number) => numbers.formatAgo(instant, now, language),
      instant: (instant: string | null | undefined, timezone: string) =>
        numbers.formatInstant(instant, timezone, language),
      bytes: (bytes: number) => numbers.formatBytes(bytes, language),
    }),
    [language],
  );
}
