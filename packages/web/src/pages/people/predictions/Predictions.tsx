import { Card, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePersonPredictions } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import classes from "../people.module.css";
import { NoPredictions } from "./NoPredictions.tsx";
import { PredictionCard } from "./PredictionCard.tsx";

/** What every published model expects of this person, and why. */
export function Predictions({ person }: { person: string }) {
  const { t } = useTranslation("people");
  const { id: project } = useProject();
  const found = usePersonPredictions(project, person);
  return (
    <Card component="section" aria-labelledby="person-predictions">
      <Stack gap="md">
        <div>
          <Title order={2} size="h3" id="person-predictions">
            {t("predictions.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("predictions.lead")}
          </Text>
        </div>
        {found.isError ? (
          <ErrorState error={found.error} onRetry={found.refetch} compact />
        ) : found.isPending ? (
          <SkeletonCard height={160} lines={4} />
        ) : found.data.items.length === 0 ? (
          <NoPredictions />
        ) : (
          <div className={classes.predictions}>
            {found.data.items.map((item) => (
              <PredictionCard key={item.model.id} prediction={item} person={person} />
            ))}
          </div>
        )}
      </Stack>
    </Card>
  );
}
