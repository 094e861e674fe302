import { useTranslation } from "react-i18next";
import { headlineOf } from "./headline.ts";
import classes from "./pmf.module.css";
import type { PmfReport } from "./types.ts";

/** The report in one honest sentence. */
export function Headline({ report }: { report: Pick<PmfReport, "measures" | "reached" | "judged"> }) {
  const { t } = useTranslation("pmf");
  return (
    <p className={classes.headline} data-testid="pmf-headline">
      {headlineOf(report).map(({ key, values }) => (
        <span key={key}>{t(key, values)} </span>
      ))}
    </p>
  );
}
