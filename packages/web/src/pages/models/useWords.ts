import type { Measured, Model, ModelInput, ModelSummary, Verdict } from "@lepton/server";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { featureWords } from "./features.ts";
import { isShareMetric } from "./metrics.ts";

type Scalar = number | string | boolean | null;

/** What models are made of, in the language on screen. */
export function useWords() {
  const { t } = useTranslation("models");
  const format = useFormat();
  const { currency, revenueProperty } = useProject();
  return {
    model: (name: string) => t(`recipe.${name}.name`, { defaultValue: name }),
    estimator: (name: string) => t(`estimator.${name}`, { defaultValue: name }),
    metric: (name: string) => t(`metric.${name}`, { defaultValue: name }),
    target: ({ target, horizonDays }: Pick<ModelSummary, "target" | "horizonDays">) =>
      t(`target.${target}`, { days: horizonDays }),

    feature: (name: string, inputs: readonly Pick<ModelInput, "name" | "description">[] = []) => {
      const words = featureWords(name);
      const said = inputs.find((input) => input.name === name)?.description ?? name;
      return words ? t(`feature.${words.key}`, { ...words, defaultValue: said }) : said;
    },

    /** A feature's value with its unit. */
    value: (value: Scalar | undefined, unit: string | null = null): string => {
      if (value === null || value === undefined || value === "") return t("value.none");
      if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
      if (typeof value === "string") return value;
      if (unit === "share") return format.share(value);
      if (unit === "money") return format.money(value, currency);
      const shown = format.number(value, Math.abs(value) < 10 ? 2 : 1);
      return unit === "days" ? t("value.days", { count: value, shown }) : shown;
    },

    /** A probability as percent; a value as money where it is the project's. */
    score: (value: number, model: Pick<Model, "task" | "recipe">): string => {
      if (model.task === "classification") return format.share(value);
      const { target } = model.recipe;
      return target.kind === "value" && target.property === revenueProperty
        ? format.money(value, currency)
        : format.number(value, 2);
    },

    /** A measure in its own unit. */
    measure: (metric: string, value: number | null): string => {
      if (value === null) return "–";
      if (isShareMetric(metric)) return format.share(value);
      return new Intl.NumberFormat(format.language, {
        maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 3,
        minimumFractionDigits: Math.abs(value) >= 100 ? 0 : 3,
      }).format(value);
    },
    interval: ({ low, high }: Measured, show: (value: number) => string) =>
      low === null || high === null ? "" : t("interval", { low: show(low), high: show(high) }),

    verdict: ({ code, text, baseline }: Verdict) =>
      t(`verdict.${code}`, {
        baseline: t(`estimator.${baseline}`, { defaultValue: baseline }),
        defaultValue: text,
      }),
  };
}
