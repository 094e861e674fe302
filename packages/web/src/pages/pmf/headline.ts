import type { PmfReport } from "./types.ts";

/** One sentence of the headline: a text key of the `pmf` area and its values. */
export interface Sentence {
  key: string;
  values: Record<string, string | number>;
}

/**
 * The report in one or two honest sentences: how many of the judged measures reached their threshold, and what
 * the 40 % test says or how many answers it still waits for. Never a composite number.
 */
export function headlineOf(report: Pick<PmfReport, "measures" | "reached" | "judged">): Sentence[] {
  const ellis = report.measures.find((it) => it.id === "ellis");
  const sentences: Sentence[] = [];
  if (report.judged === 0) sentences.push({ key: "headline.nothing", values: {} });
  else {
    const key =
      report.reached === 0
        ? "headline.none"
        : report.reached === report.judged
          ? "headline.all"
          : "headline.some";
    sentences.push({ key, values: { reached: report.reached, count: report.judged } });
  }
  if (!ellis) return sentences;
  const threshold = Math.round(ellis.threshold.value * 100);
  switch (ellis.verdict) {
    case "noData":
      sentences.push({ key: "headline.ellisNoData", values: { threshold } });
      break;
    case "notEnoughData":
      sentences.push({
        key: "headline.ellisNotEnough",
        values: { threshold, have: ellis.have, need: ellis.need },
      });
      break;
    default:
      sentences.push({
        key: `headline.ellis_${ellis.verdict}`,
        values: { threshold, value: percent(ellis.value.value), count: ellis.value.n },
      });
  }
  return sentences;
}

/** A share as a person writes it: one decimal, no trailing zero. */
export const percent = (share: number | null): string =>
  share === null ? "–" : String(Math.round(share * 1000) / 10);
