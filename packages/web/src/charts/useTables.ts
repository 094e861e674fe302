import type { QuestionResult } from "@lepton/growth";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../app/project.tsx";
import { useFormat } from "../i18n/useFormat.ts";
import { tablesOf } from "./tables/index.ts";
import type { Asked } from "./types.ts";

/** The tables of a result in the language on screen. */
export function useTables(result: QuestionResult | undefined, question: Asked) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const { currency } = useProject();
  return useMemo(() => {
    if (!result || result.kind !== question.kind) return [];
    const words = (key: string, values?: Record<string, unknown>) => t(key, values ?? {});
    return tablesOf(result, question, { ...format, t: words }, currency);
  }, [result, question, t, format, currency]);
}
