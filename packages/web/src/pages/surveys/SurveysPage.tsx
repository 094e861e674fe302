import { Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { surveys } from "../../api/hooks/surveys.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { SurveyTable } from "./SurveyTable.tsx";
import { templates } from "./search.ts";
import { TemplateCard } from "./TemplateCard.tsx";

/** Surveys there are, and templates to start the next one from. */
export function SurveysPage() {
  const { t } = useTranslation("surveys");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const list = surveys.useList(project);
  const items = list.data?.items ?? [];
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("lead")} />
      <Stack gap="xl">
        {list.isError ? (
          <ErrorState error={list.error} onRetry={list.refetch} />
        ) : list.isPending ? (
          <SkeletonCard height={160} lines={4} />
        ) : (
          items.length > 0 && <SurveyTable items={items} />
        )}
        {canEdit && (
          <section aria-labelledby="templates">
            <Title order={2} id="templates" mb={4}>
              {t(items.length > 0 ? "another" : "first")}
            </Title>
            <Text c="dimmed" mb="md" maw={680}>
              {t("templatesLead")}
            </Text>
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
              {templates.map((kind) => (
                <TemplateCard key={kind} kind={kind} />
              ))}
            </SimpleGrid>
          </section>
        )}
        {!canEdit && list.data && items.length === 0 && (
          <Paper p="xl">
            <Text c="dimmed">{t("viewerEmpty")}</Text>
          </Paper>
        )}
      </Stack>
    </>
  );
}
