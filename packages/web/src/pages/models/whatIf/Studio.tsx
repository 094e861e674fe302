import type { FeatureRow, Model } from "@lepton/server";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePrediction } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import classes from "../models.module.css";
import { Section } from "../quality/Section.tsx";
import { useWords } from "../useWords.ts";
import { InputRow } from "./InputRow.tsx";
import { byWeight } from "./row.ts";
import { Waterfall } from "./Waterfall.tsx";

const few = 8;
const waitMs = 150;

interface StudioProps {
  model: Model;
  start: FeatureRow;
  /** How many features are known, where not all are; null: all. */
  known: number | null;
}

/** Features on one side, the score and its reasons on the other. */
export function Studio({ model, start, known }: StudioProps) {
  const { t } = useTranslation("models");
  const [changes, setChanges] = useState<FeatureRow>({});
  const [isWhole, setWhole] = useState(false);
  const inputs = byWeight(model.inputs, model.drivers);
  const shown = isWhole ? inputs : inputs.slice(0, few);
  const changed = Object.keys(changes).length;
  return (
    <div className={classes.studio}>
      <Section
        title={t("whatIf.features")}
        actions={
          <Button
            size="xs"
            variant="default"
            disabled={changed === 0}
            leftSection={<IconArrowBackUp size={15} aria-hidden />}
            onClick={() => setChanges({})}
          >
            {t("whatIf.reset")}
          </Button>
        }
      >
        {known !== null && known < model.inputs.length && (
          <Alert color="honey" mb="md">
            <Text size="sm">{t("whatIf.partly", { known, all: model.inputs.length })}</Text>
          </Alert>
        )}
        <Stack gap="md">
          {shown.map((input) => (
            <InputRow
              key={input.name}
              input={input}
              before={start[input.name] ?? null}
              value={input.name in changes ? (changes[input.name] ?? null) : (start[input.name] ?? null)}
              onChange={(value) => setChanges((now) => withChange(now, start, input.name, value))}
            />
          ))}
        </Stack>
        {inputs.length > few && (
          <Button variant="subtle" size="xs" mt="sm" onClick={() => setWhole((now) => !now)}>
            {isWhole ? t("drivers.fewer") : t("whatIf.all", { count: inputs.length })}
          </Button>
        )}
      </Section>
      <Outcome model={model} start={start} row={{ ...start, ...changes }} isChanged={changed > 0} />
    </div>
  );
}

/** A value moved back to where it began is no change. */
function withChange(now: FeatureRow, start: FeatureRow, name: string, value: FeatureRow[string]): FeatureRow {
  const { [name]: _gone, ...rest } = now;
  return value === (start[name] ?? null) ? rest : { ...rest, [name]: value };
}

interface OutcomeProps {
  model: Model;
  start: FeatureRow;
  row: FeatureRow;
  isChanged: boolean;
}

function Outcome({ model, start, row, isChanged }: OutcomeProps) {
  const { t } = useTranslation("models");
  const words = useWords();
  const { id: project } = useProject();
  const [asked] = useDebouncedValue(row, waitMs);
  const before = usePrediction(project, model.id, { features: start });
  const after = usePrediction(project, model.id, { features: asked });
  const was = before.data?.items[0]?.score;
  const now = after.data?.items[0];
  return (
    <div className={classes.outcome}>
      <Section title={t(`people.score.${model.target}`)} text={words.target(model)}>
        {after.isError ? (
          <ErrorState error={after.error} onRetry={after.refetch} />
        ) : (
          <Stack gap="md">
            <Group align="baseline" gap="sm" aria-live="polite">
              <Text fz="2.2rem" fw={680} lh={1.1} data-testid="what-if-score">
                {now ? words.score(now.score, model) : "…"}
              </Text>
              {isChanged && was !== undefined && (
                <Text c="dimmed">{t("whatIf.was", { score: words.score(was, model) })}</Text>
              )}
            </Group>
            {now?.reasons && now.base !== null && (
              <Waterfall model={model} base={now.base} score={now.score} reasons={now.reasons} />
            )}
            <Text size="xs" c="dimmed">
              {t("whatIf.caution")}
            </Text>
          </Stack>
        )}
      </Section>
    </div>
  );
}
