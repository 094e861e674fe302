import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePmf } from "../../api/hooks/pmf.ts";
import { useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { FirstSurvey } from "./FirstSurvey.tsx";
import classes from "./pmf.module.css";
import { Report } from "./Report.tsx";

/** Does the product fit its market? One page that can be printed. */
export function PmfPage() {
  const { t } = useTranslation("pmf");
  const { id } = useProject();
  const { data, error, refetch } = usePmf(id);
  if (!data)
    return (
      <div className={classes.page}>
        <PageHeader title={t("title")} subtitle={t("lead")} />
        {error ? <ErrorState error={error} onRetry={refetch} /> : <Waiting />}
      </div>
    );
  const hasAnything = data.result.measures.some((it) => it.verdict !== "noData");
  return (
    <div className={classes.page}>
      {hasAnything ? (
        <Report reply={data} />
      ) : (
        <>
          <PageHeader title={t("title")} subtitle={t("lead")} />
          <FirstSurvey withSample />
        </>
      )}
    </div>
  );
}

function Waiting() {
  const { t } = useTranslation("pmf");
  return (
    <Stack>
      <Text size="sm" c="dimmed" role="status">
        {t("working")}
      </Text>
      <SkeletonCard height={110} lines={2} />
      <div className={classes.measures}>
        {["ellis", "nps", "retention", "growth", "revenue", "marketShare"].map((id) => (
          <SkeletonCard key={id} height={260} />
        ))}
      </div>
    </Stack>
  );
}
