import { Stack, Text, Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useModels } from "../../api/hooks/models.ts";
import { useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { FirstModel } from "./FirstModel.tsx";
import { Jobs } from "./jobs/Jobs.tsx";
import { ModelTable } from "./ModelTable.tsx";
import { RecipeCards } from "./RecipeCards.tsx";
import { TrainModal } from "./train/TrainModal.tsx";

const route = getRouteApi("/p/$project/models");

/** Models there are, what is being trained, and ready recipes for the next one. */
export function ModelsPage() {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const { train } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useModels(project);
  const items = list.data?.items ?? [];
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("lead")} />
      <Stack gap="xl">
        <Jobs />
        {list.isError ? (
          <ErrorState error={list.error} onRetry={list.refetch} />
        ) : list.isPending ? (
          <SkeletonCard height={200} lines={5} />
        ) : items.length > 0 ? (
          <ModelTable items={items} />
        ) : (
          <FirstModel />
        )}
        {list.data && (
          <section aria-labelledby="recipes">
            <Title order={2} id="recipes" mb={4}>
              {t(items.length > 0 ? "recipes.another" : "recipes.first")}
            </Title>
            <Text c="dimmed" mb="md" maw={680}>
              {t("recipes.lead")}
            </Text>
            <RecipeCards />
          </section>
        )}
      </Stack>
      <TrainModal ready={train ?? null} onClose={() => navigate({ search: {}, replace: true })} />
    </>
  );
}
