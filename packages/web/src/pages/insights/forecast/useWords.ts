import type { Interval } from "@lepton/growth";
import type { ForecastedLine, ForecastMethod, ForecastReply } from "@lepton/server";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatBucket } from "../../../charts/buckets.ts";
import { useFormat } from "../../../i18n/useFormat.ts";

/** The seasons that have a name of their own; others are counted. */
const namedSeasons = new Set(["hour-24", "hour-168", "day-7", "day-365", "week-52", "month-12", "quarter-4"]);

/** What a forecast says, in the language on screen. */
export function useForecastWords(interval: Interval) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  return useMemo(() => {
    const percent = (share: number) => format.share(share, 0);
    const bucket = (start: string) => formatBucket(start, interval, format.language);
    const steps = (count: number) => t(`steps.${interval}`, { count });
    const method = ({ key, season, withHolidays }: ForecastMethod): string => {
      const named = `${interval}-${season}`;
      const name =
        key === "naive"
          ? t(`method.naive.${interval}`)
          : key === "seasonalNaive"
            ? namedSeasons.has(named)
              ? t(`method.seasonal.${named}`)
              : t("method.seasonal.other", { count: season ?? 0 })
            : t(`method.${key}`);
      return withHolidays ? t("method.withHolidays", { name }) : name;
    };
    const verdict = ({ verdict: { code, gain }, backtest }: ForecastedLine, horizon: number): string => {
      const best = [...backtest.methods]
        .filter(({ check, choice }) => check && choice)
        .sort((a, b) => (a.choice?.mase ?? a.choice?.mae ?? 0) - (b.choice?.mase ?? b.choice?.mae ?? 0))[0];
      const baseline = backtest.methods
        .filter(({ isBaseline, check }) => isBaseline && check)
        .sort((a, b) => (a.check?.mae ?? 0) - (b.check?.mae ?? 0))[0];
      if (!best || !baseline) return "";
      return t(`verdict.${code === "noBetter" && (gain ?? 0) > 0 ? "noBetterByChance" : code}`, {
        best: method(best),
        baseline: method(code === "nothingBetter" ? best : baseline),
        gain: percent(gain ?? 0),
        own: format.number(best.check?.mae ?? null),
        other: format.number(baseline.check?.mae ?? null),
        tried: backtest.methods.filter(({ choice }) => choice).length,
        count: backtest.checkOrigins,
        steps: steps(horizon),
      });
    };
    const target = ({ target: aim, history }: ForecastedLine): { lead: string; text: string } | null => {
      if (!aim) return null;
      const goal = t(`target.goal.${aim.when}.${aim.direction}`, {
        value: format.number(aim.value),
        date: formatBucket(aim.date, "day", format.language),
      });
      if (aim.isReached)
        return { lead: "", text: t("target.reached", { last: format.number(history.last), goal }) };
      if (aim.probability === null) return { lead: "", text: t("target.unknown", { goal }) };
      const share =
        aim.probability < 0.01
          ? t("target.under")
          : aim.probability > 0.99
            ? t("target.over")
            : percent(aim.probability);
      return {
        lead: share,
        text: t("target.likely", {
          goal,
          low: percent(aim.low ?? 0),
          high: percent(aim.high ?? 1),
          count: aim.n,
        }),
      };
    };
    return { percent, bucket, steps, method, verdict, target };
  }, [t, format, interval]);
}

/** 0.9 as "90%". */
export const levelName = ({ level }: Pick<ForecastReply, "level">) => `${Math.round(100 * level)}%`;
