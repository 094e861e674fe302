import type { FeatureRow, Model } from "@lepton/server";
import { Paper, Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePrediction } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { PersonChoice } from "./PersonChoice.tsx";
import { typicalRow } from "./row.ts";
import { Studio } from "./Studio.tsx";

const route = getRouteApi("/p/$project/models/$model");

/** What would change the model's mind: one person's features, moved by hand. */
export function WhatIfTab({ model }: { model: Model }) {
  const { person } = route.useSearch();
  return (
    <Stack gap="lg">
      <Paper p="lg">
        <PersonChoice model={model} />
      </Paper>
      {person === undefined ? (
        <Typical model={model} />
      ) : (
        <OfPerson key={person} model={model} person={person} />
      )}
    </Stack>
  );
}

function Typical({ model }: { model: Model }) {
  const start = useMemo(() => typicalRow(model.inputs), [model.inputs]);
  return <Studio model={model} start={start} known={null} />;
}

function OfPerson({ model, person }: { model: Model; person: string }) {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const now = usePrediction(project, model.id, { personIds: [person] });
  const item = now.data?.items[0];
  const start = useMemo((): FeatureRow => {
    if (item?.features) return item.features;
    return Object.fromEntries((item?.reasons ?? []).map(({ feature, value }) => [feature, value]));
  }, [item]);
  if (now.isError) return <ErrorState error={now.error} onRetry={now.refetch} />;
  if (now.isPending) return <SkeletonCard height={420} lines={8} />;
  if (!item)
    return (
      <Paper p="xl" c="dimmed">
        {t("whatIf.unknown", { person })}
      </Paper>
    );
  return <Studio model={model} start={start} known={item.features ? null : Object.keys(start).length} />;
}
