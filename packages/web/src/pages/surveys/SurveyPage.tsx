import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { surveys } from "../../api/hooks/surveys.ts";
import { useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { draftOf, templateDraft } from "./draft.ts";
import { SurveyStudio } from "./SurveyStudio.tsx";

const route = getRouteApi("/p/$project/surveys/$survey");

/** One survey: what it asks and whom, how it looks, what came of it. */
export function SurveyPage() {
  const { survey } = route.useParams();
  return survey === "new" ? <NewSurvey /> : <SavedSurvey key={survey} id={survey} />;
}

function NewSurvey() {
  const { t } = useTranslation("surveys");
  const { kind = "pmf", audience = null } = route.useSearch();
  const { name } = useProject();
  const draft = useQuery({
    queryKey: ["survey-template", kind, name, t(`template.${kind}.name`)],
    queryFn: () => templateDraft(kind, t(`template.${kind}.name`), name),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (draft.isError) return <ErrorState error={draft.error} onRetry={draft.refetch} />;
  if (draft.isPending) return <SkeletonCard height={520} lines={8} />;
  const initial = { ...draft.data, qualification: { ...draft.data.qualification, audience } };
  return <SurveyStudio key={kind} initial={initial} saved={null} />;
}

function SavedSurvey({ id }: { id: string }) {
  const { id: project } = useProject();
  const survey = surveys.useOne(project, id);
  if (survey.isError) return <ErrorState error={survey.error} onRetry={survey.refetch} />;
  if (survey.isPending) return <SkeletonCard height={520} lines={8} />;
  return <SurveyStudio initial={draftOf(survey.data)} saved={survey.data} />;
}
