import type { Model, Reason } from "@lepton/server";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "../models.module.css";
import { useWords } from "../useWords.ts";

/** One reason: the feature, its value here, and which way it moves the score. */
export function ReasonChip({ reason: { feature, value, effect }, model }: { reason: Reason; model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const unit = model.inputs.find(({ name }) => name === feature)?.unit ?? null;
  const isUp = effect > 0;
  const Arrow = isUp ? IconArrowUp : IconArrowDown;
  return (
    <li className={classes.reason} data-up={isUp || undefined}>
      <Arrow size={13} stroke={2.2} aria-label={t(isUp ? "reason.up" : "reason.down")} />
      {words.feature(feature, model.inputs)}
      <b>{words.value(value, unit)}</b>
    </li>
  );
}
