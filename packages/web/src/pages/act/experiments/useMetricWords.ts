import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import type { MetricDraft } from "./form.ts";

type Kind = MetricDraft["kind"];

/** Metrics and their figures in words. */
export function useMetricWords() {
  const { t } = useTranslation("act");
  const format = useFormat();
  const value = (kind: Kind, figure: number | null | undefined) =>
    kind === "conversion" ? format.share(figure, 2) : format.number(figure, 3);
  const signed = (figure: number, text: string) => (figure > 0 ? `+${text}` : text);
  return {
    name: ({ kind, event, property, windowDays }: Omit<MetricDraft, "goal" | "role">) =>
      t(`metric.said.${kind}`, { event: event ?? t("metric.any"), property, count: windowDays }),
    value,
    /** A difference of shares is in percentage points. */
    change: (kind: Kind, figure: number | null | undefined) => {
      if (figure === null || figure === undefined) return "–";
      if (kind !== "conversion") return signed(figure, format.number(figure, 3));
      return signed(figure, t("points", { value: format.number(figure * 100, 2) }));
    },
    relative: (figure: number) => signed(figure, format.share(figure, 1)),
    p: (p: number) =>
      new Intl.NumberFormat(format.language, {
        maximumSignificantDigits: 2,
        notation: p > 0 && p < 0.0001 ? "scientific" : "standard",
      }).format(p),
  };
}
