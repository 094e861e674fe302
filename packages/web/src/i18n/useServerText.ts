import type { Answer, PersonRow } from "@lepton/growth";
import type { Problem, Reject } from "@lepton/server";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/problem.ts";
import { useFormat } from "./useFormat.ts";

const partFailed = "PMF_PART_FAILED";

/**
 * What the server says, in the language on screen: texts by code, with the server's figures. Where there is no text of
 * a code, and in English, the server's own words stand.
 */
export function useServerText() {
  const { t } = useTranslation("problems");
  const { language, duration } = useFormat();
  const problem = ({ code, problem, next }: Pick<Problem, "code" | "problem" | "next">) => ({
    problem: t(`error.${code}.problem`, { problem, defaultValue: problem }),
    next: t(`error.${code}.next`, { defaultValue: next }),
  });
  return {
    problem,

    /** In one sentence, for notifications and fields. */
    failure: (error: Error) => (error instanceof ApiProblem ? problem(error).problem : error.message),

    reject: ({ code, reason }: Pick<Reject, "code" | "reason">) =>
      t([`reject.${code}`, `error.${code}.problem`], { reason, problem: reason, defaultValue: reason }),

    warning: ({ code, text, values }: Answer["warnings"][number]) => {
      // Answers kept from an older version tell no figures.
      if (values === undefined && code !== "FUNNEL_TIES" && code !== "FUNNEL_SHARED_EVENTS") return text;
      if (!code.startsWith(partFailed)) return t(`warning.${code}`, { ...values, defaultValue: text });
      const part = String(values?.part ?? "");
      return t(`warning.${partFailed}`, {
        ...values,
        part: t(`part.${part}`, { defaultValue: part }),
        defaultValue: text,
      });
    },

    why: ({ why = "", reason }: Pick<PersonRow, "why" | "reason">) => {
      if (!reason) return why;
      const texts: Record<string, string> = { defaultValue: why };
      if ("after" in reason) texts.after = duration(reason.after / 1000);
      if ("by" in reason) texts.by = duration(reason.by / 1000);
      if ("left" in reason) texts.left = duration(reason.left / 1000);
      if ("step" in reason) texts.step = reason.step ?? "";
      if ("window" in reason)
        texts.window = new Intl.NumberFormat(language, {
          style: "unit",
          unit: reason.window.unit,
          unitDisplay: "long",
        }).format(reason.window.value);
      const key = "step" in reason && reason.step === null ? `${reason.code}_next` : reason.code;
      return t(`why.${key}`, texts);
    },
  };
}
