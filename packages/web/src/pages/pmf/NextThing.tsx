import { Button, Group, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { measureOf, stepValues } from "./next.ts";
import classes from "./pmf.module.css";
import type { PmfReport } from "./types.ts";

interface NextThingProps {
  report: Pick<PmfReport, "next" | "later" | "measures">;
  onInsight(question: unknown): void;
}

/** The one thing that would move fit most, with the figures it rests on; what comes after in a line. */
export function NextThing({ report, onInsight }: NextThingProps) {
  const { t } = useTranslation("pmf");
  const format = useFormat();
  const { id: project } = useProject();
  const { next, later = [] } = report;
  const sentence = (step: PmfReport["next"], part: "do" | "because") => {
    const values = stepValues(step, format);
    const interval = values.interval ? { interval: t(`per.${values.interval}`) } : {};
    return t(`step.${step.code}.${part}`, { ...values, ...interval });
  };
  const measure = report.measures.find((it) => it.id === measureOf[next.code]);
  return (
    <section className={classes.next} aria-labelledby="pmf-next">
      <Text size="sm" fw={600} c="dimmed" id="pmf-next">
        {t("next.title")}
      </Text>
      <Title order={2} mt={4} fz="1.25rem">
        {sentence(next, "do")}
      </Title>
      <Text mt={4} maw={820}>
        {sentence(next, "because")}
      </Text>
      <Group mt="sm" gap="sm" className="no-print" data-no-picture>
        {measure?.question !== null && measure !== undefined && (
          <Button size="xs" variant="light" onClick={() => onInsight(measure.question)}>
            {t("next.look")}
          </Button>
        )}
        {next.code === "askMorePeople" && (
          <Button
            size="xs"
            variant="light"
            renderRoot={(props) => <Link to="/p/$project/surveys" params={{ project }} {...props} />}
          >
            {t("next.ask")}
          </Button>
        )}
        {next.code === "fillMarket" && (
          <Button
            size="xs"
            variant="light"
            renderRoot={(props) => (
              <Link to="/p/$project/data" params={{ project }} search={{ tab: "market" }} {...props} />
            )}
          >
            {t("next.fill")}
          </Button>
        )}
      </Group>
      {later.length > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t("next.after", { steps: later.map((step) => sentence(step, "do")).join(" ") })}
        </Text>
      )}
    </section>
  );
}
