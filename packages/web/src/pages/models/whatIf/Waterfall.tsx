import type { Model } from "@lepton/server";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import { domainOf, placeIn } from "../metrics.ts";
import classes from "../models.module.css";
import { useWords } from "../useWords.ts";
import { type Step, waterfall } from "./waterfall.ts";

interface WaterfallProps {
  model: Model;
  base: number;
  score: number;
  reasons: Parameters<typeof waterfall>[1];
  /** Reasons shown by themselves. Default 8. */
  most?: number;
}

/** How the average person's score becomes this one's, reason by reason. */
export function Waterfall({ model, base, score, reasons, most = 8 }: WaterfallProps) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const steps = waterfall(base, reasons, score, most);
  const isShare = model.task === "classification";
  const reach = domainOf(steps.flatMap(({ from, to }) => [from, to]).map(plain));
  // Bars of whole scores begin at zero.
  const domain = { low: Math.min(0, reach.low), high: isShare ? Math.min(1, reach.high) : reach.high };
  const unitOf = (name: string) => model.inputs.find((input) => input.name === name)?.unit ?? null;
  const move = (effect: number) =>
    isShare
      ? t("whatIf.points", {
          points: new Intl.NumberFormat(format.language, {
            signDisplay: "exceptZero",
            maximumFractionDigits: 1,
          }).format(effect * 100),
        })
      : `${effect > 0 ? "+" : effect < 0 ? "−" : ""}${words.score(Math.abs(effect), model)}`;
  const name = ({ kind, reason }: Step) =>
    reason ? words.feature(reason.feature, model.inputs) : t(`whatIf.${kind}`);
  return (
    <ol className={classes.waterfall} aria-label={t("whatIf.waterfall")}>
      {steps.map((step) => {
        const left = placeIn(domain, Math.min(step.from, step.to));
        const right = placeIn(domain, Math.max(step.from, step.to));
        const isWhole = step.kind === "base" || step.kind === "score";
        return (
          <li key={step.key} className={classes.fall} data-kind={step.kind}>
            <div className={classes.fallName}>
              <Text size="sm" fw={isWhole ? 650 : 450} lh={1.25}>
                {name(step)}
              </Text>
              {step.reason && (
                <Text size="xs" c="dimmed">
                  {words.value(step.reason.value, unitOf(step.reason.feature))}
                </Text>
              )}
            </div>
            <div className={classes.fallTrack} aria-hidden>
              <span
                className={classes.fallBar}
                data-whole={isWhole || undefined}
                data-up={(!isWhole && step.effect > 0) || undefined}
                style={{ left: `${left}%`, width: `${Math.max(0.6, right - left)}%` }}
              />
            </div>
            <Text size="sm" ta="end" fw={isWhole ? 650 : 450} style={{ whiteSpace: "nowrap" }}>
              {isWhole ? words.score(step.to, model) : move(step.effect)}
            </Text>
          </li>
        );
      })}
    </ol>
  );
}

const plain = (value: number) => ({ value, low: null, high: null, level: 0.95, n: 1 });
