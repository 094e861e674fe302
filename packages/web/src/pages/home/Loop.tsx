import type { HomeReply } from "@lepton/server";
import { Card, Text, Tooltip } from "@mantine/core";
import {
  IconBrain,
  IconBroadcast,
  IconChartHistogram,
  IconCheck,
  IconScale,
  IconSpeakerphone,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import classes from "./Loop.module.css";

const looks = {
  collect: { icon: IconBroadcast, to: "/p/$project/data" },
  analyse: { icon: IconChartHistogram, to: "/p/$project/insights" },
  learn: { icon: IconBrain, to: "/p/$project/models" },
  decide: { icon: IconScale, to: "/p/$project/models" },
  act: { icon: IconSpeakerphone, to: "/p/$project/act" },
} as const;

interface LoopProps {
  steps: HomeReply["loop"];
  /** One line per step: what stands there now. */
  notes: Partial<Record<HomeReply["loop"][number]["step"], string>>;
}

/** The loop every page belongs to, and where this product stands on it. */
export function Loop({ steps, notes }: LoopProps) {
  const { t } = useTranslation("home");
  const { id: project } = useProject();
  return (
    <Card p="md">
      <ol className={classes.loop} aria-label={t("loop.label")}>
        {steps.map(({ step, state }) => {
          const { icon: Icon, to } = looks[step];
          const note = notes[step] ?? t(`loop.${state}`);
          const body = (
            <>
              <span className={classes.dot} data-state={state}>
                {state === "done" ? (
                  <IconCheck size={17} stroke={2.4} aria-hidden />
                ) : (
                  <Icon size={17} stroke={1.8} aria-hidden />
                )}
              </span>
              <span>
                <Text span fw={600} display="block" size="sm">
                  {t(`app:loop.${step}`)}
                </Text>
                <Text span size="xs" c="dimmed" display="block" lh={1.3}>
                  {note}
                </Text>
              </span>
            </>
          );
          return (
            <li key={step} className={classes.step} data-state={state}>
              <Tooltip
                label={step === "decide" || step === "act" ? t(`loop.how.${step}`) : null}
                disabled={state === "done" || (step !== "decide" && step !== "act")}
              >
                <Link to={to} params={{ project }} className={classes.link}>
                  {body}
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
