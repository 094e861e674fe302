import type { FeedbackTheme } from "@lepton/server";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import classes from "./feedback.module.css";

/** Who came back, beside the others: bars with their intervals, and whether the difference is more than chance. */
export function Returned({ returned }: Pick<FeedbackTheme, "returned">) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { said, others, difference } = returned;
  if (said === null)
    return (
      <Text size="sm" c="dimmed">
        {t("returned.tooSoon")}
      </Text>
    );
  const isClear =
    difference !== null && difference.low !== null && difference.high !== null
      ? difference.low > 0
        ? "more"
        : difference.high < 0
          ? "less"
          : "same"
      : null;
  // Shares far from the whole are drawn on the part they need: the figures stand beside them.
  const whole = Math.max(said.high ?? said.value, others?.high ?? 0, 0.01);
  const at = (share: number) => `${(share / whole) * 100}%`;
  return (
    <div className={classes.returned}>
      {(
        [
          ["said", said],
          ["others", others],
        ] as const
      ).map(([key, share]) => (
        <div key={key} className={classes.row}>
          <Text size="xs">{t(`returned.${key}`)}</Text>
          <div className={classes.track} aria-hidden>
            {share && (
              <>
                <span className={classes.bar} style={{ width: at(share.value) }} data-of={key} />
                <span
                  className={classes.interval}
                  style={{
                    left: at(share.low ?? 0),
                    width: at((share.high ?? 0) - (share.low ?? 0)),
                  }}
                />
              </>
            )}
          </div>
          <Text size="xs" ta="end" className={classes.nowrap}>
            {share
              ? t("returned.figure", {
                  value: format.share(share.value, 0),
                  low: format.share(share.low, 0),
                  high: format.share(share.high, 0),
                  n: format.number(share.n),
                })
              : "–"}
          </Text>
        </div>
      ))}
      {isClear && (
        <Text size="xs" c="dimmed" className={classes.verdict}>
          {t(`returned.${isClear}`)}
        </Text>
      )}
    </div>
  );
}
