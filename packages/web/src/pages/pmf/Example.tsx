import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { exampleReport } from "./example.ts";
import { Headline } from "./Headline.tsx";
import { MeasureCard } from "./MeasureCard.tsx";
import classes from "./pmf.module.css";
import { Segments } from "./Segments.tsx";

const nothing = () => undefined;

/** The report of an imagined product, grey and out of reach. */
export function Example() {
  const { t } = useTranslation("pmf");
  return (
    <div>
      <Text fw={600} size="sm" mb="xs">
        {t("empty.sample")}
      </Text>
      <Stack gap="lg" className={classes.greyed} aria-hidden inert>
        <Headline report={exampleReport} />
        <div className={classes.measures}>
          {exampleReport.measures.map((measure) => (
            <MeasureCard key={measure.id} measure={measure} onPeople={nothing} onInsight={nothing} />
          ))}
        </div>
        {exampleReport.segments && <Segments segments={exampleReport.segments} isSimulated={false} />}
      </Stack>
    </div>
  );
}
