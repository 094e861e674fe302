import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlugConnected } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFeedbackThemes } from "../../api/hooks/feedback.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { DateRangePicker } from "../../parts/DateRangePicker.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { OriginBadge } from "../../parts/OriginBadge.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { FirstFeedback } from "./FirstFeedback.tsx";
import classes from "./feedback.module.css";
import { Inbox } from "./Inbox.tsx";
import { Sources } from "./Sources.tsx";
import { defaultFrom, type FeedbackSearch } from "./search.ts";
import { ThemeDetail } from "./ThemeDetail.tsx";
import { ThemeList } from "./ThemeList.tsx";
import { Toolbar } from "./Toolbar.tsx";

const route = getRouteApi("/p/$project/feedback");

/** What people say in their own words, by theme, beside what became of those who said it. */
export function FeedbackPage() {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isSources, sources] = useDisclosure(false);
  const set = (change: Partial<FeedbackSearch>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const selection = {
    from: search.from ?? defaultFrom,
    to: search.to,
    kind: search.kind ?? ("asks" as const),
    filter: search.filter,
  };
  const themes = useFeedbackThemes(project, selection);
  const { data } = themes;
  const chosen = data?.themes.find(({ id }) => id === search.theme);
  const isEmpty = data?.read.texts === 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={
          <span role="status">
            {data && !isEmpty
              ? t("summary", {
                  count: data.texts,
                  texts: format.number(data.texts),
                  people: format.number(data.people),
                })
              : t("lead")}
          </span>
        }
        actions={
          !isEmpty && (
            <>
              {data && data.simulated > 0 && <OriginBadge origin="simulated" />}
              {canEdit && (
                <Button
                  variant="default"
                  leftSection={<IconPlugConnected size={16} aria-hidden />}
                  onClick={sources.open}
                >
                  {t("sources.open")}
                </Button>
              )}
              <DateRangePicker
                value={{ from: selection.from, to: selection.to }}
                onChange={({ from, to }) => set({ from, to: to ?? undefined, entry: undefined })}
              />
            </>
          )
        }
      />
      {themes.isError ? (
        <ErrorState error={themes.error} onRetry={themes.refetch} />
      ) : !data ? (
        <div className={classes.columns}>
          <SkeletonCard height={520} lines={8} />
          <SkeletonCard height={520} lines={8} />
        </div>
      ) : isEmpty ? (
        <FirstFeedback onSources={canEdit ? sources.open : undefined} />
      ) : (
        <>
          <Toolbar search={search} onChange={set} sentiment={data.sentiment} />
          <div className={classes.columns} aria-busy={themes.isPlaceholderData}>
            <ThemeList
              data={data}
              chosen={search.theme}
              onChoose={(theme) => set({ theme, entry: undefined })}
            />
            <div>
              {chosen && (
                <ThemeDetail
                  key={chosen.id}
                  theme={chosen}
                  data={data}
                  selection={selection}
                  onEntry={(entry) => set({ entry })}
                />
              )}
              <Inbox search={search} selection={selection} onChange={set} />
            </div>
          </div>
        </>
      )}
      <Sources opened={isSources} onClose={sources.close} />
    </>
  );
}
