import type { Model, PersonPrediction } from "@lepton/server";
import { Anchor, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useModel, usePrediction } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { useWords } from "../../models/useWords.ts";
import { Waterfall } from "../../models/whatIf/Waterfall.tsx";
import { useNow } from "../PeopleTable.tsx";

const topReasons = 4;
/** A difference that four digits of a stored score do not show is none. */
const tiny = 5e-4;

interface PredictionCardProps {
  prediction: PersonPrediction;
  person: string;
}

/** One model's word on this person: the stored score, how far to trust it, and the reasons as of now. */
export function PredictionCard({ prediction: { model: summary, ...stored }, person }: PredictionCardProps) {
  const { t } = useTranslation(["people", "models"]);
  const words = useWords();
  const { id: project } = useProject();
  const model = useModel(project, summary.id);
  return (
    <Paper withBorder p="md" component="article" aria-label={words.model(summary.name)}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div>
            <Title order={3} size="h4">
              <Anchor
                inherit
                c="var(--mantine-color-text)"
                renderRoot={(props) => (
                  <Link to="/p/$project/models/$model" params={{ project, model: summary.id }} {...props} />
                )}
              >
                {words.model(summary.name)}
              </Anchor>
            </Title>
            <Text size="xs" c="dimmed">
              {words.target(summary)} · v{summary.version}
            </Text>
          </div>
          <Anchor
            size="sm"
            style={{ whiteSpace: "nowrap" }}
            renderRoot={(props) => (
              <Link
                to="/p/$project/models/$model"
                params={{ project, model: summary.id }}
                search={{ tab: "whatIf", person }}
                {...props}
              />
            )}
          >
            <IconAdjustmentsHorizontal
              size={15}
              aria-hidden
              style={{ verticalAlign: -2, marginInlineEnd: 4 }}
            />
            {t("predictions.whatIf")}
          </Anchor>
        </Group>
        {model.isError ? (
          <ErrorState error={model.error} onRetry={model.refetch} compact />
        ) : model.isPending ? (
          <SkeletonCard height={120} lines={3} />
        ) : (
          <Told model={model.data} stored={stored} person={person} />
        )}
      </Stack>
    </Paper>
  );
}

interface ToldProps {
  model: Model;
  stored: Omit<PersonPrediction, "model">;
  person: string;
}

function Told({ model, stored: { score, scoredAt, percentile, scored, observed }, person }: ToldProps) {
  const { t } = useTranslation(["people", "models"]);
  const words = useWords();
  const format = useFormat();
  const now = useNow();
  const { id: project } = useProject();
  const live = usePrediction(project, model.id, { personIds: [person] });
  const current = live.data?.items[0];
  const hasMoved =
    score !== null &&
    current !== undefined &&
    Math.abs(current.score - score) > tiny * Math.max(1, Math.abs(score));
  return (
    <Stack gap="sm">
      {score !== null ? (
        <div>
          <Group align="baseline" gap="sm">
            <Text fz="1.8rem" fw={680} lh={1.1}>
              {words.score(score, model)}
            </Text>
            <Text size="sm" c="dimmed">
              {t("predictions.scored", { ago: format.ago(scoredAt, now) })}
              {hasMoved && ` · ${t("predictions.now", { score: words.score(current.score, model) })}`}
            </Text>
          </Group>
          {percentile !== null && (
            <Text size="sm" mt={4}>
              {t("predictions.higher", { share: format.share(percentile, 0), count: scored })}
            </Text>
          )}
          {observed && (
            <Text size="sm" c="dimmed">
              {t("predictions.observed", {
                n: format.number(observed.n),
                value: format.share(observed.value, 0),
                low: format.share(observed.low, 0),
                high: format.share(observed.high, 0),
              })}
            </Text>
          )}
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          {scoredAt === null
            ? t("predictions.notScored")
            : t("predictions.outside", { who: words.target(model) })}
        </Text>
      )}
      {live.isError ? (
        <ErrorState error={live.error} onRetry={live.refetch} compact />
      ) : live.isPending ? (
        <SkeletonCard height={150} lines={4} />
      ) : (
        current?.reasons &&
        current.base !== null && (
          <div>
            <Text size="xs" c="dimmed" mb={6}>
              {t("predictions.reasons")}
            </Text>
            <Waterfall
              model={model}
              base={current.base}
              score={current.score}
              reasons={current.reasons}
              most={topReasons}
            />
          </div>
        )
      )}
    </Stack>
  );
}
