import type { Insight } from "@lepton/server";
import { Button, Card, CopyButton, Tabs, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowBackUp, IconCheck, IconLink } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { insights } from "../../api/hooks/saved.ts";
import { useEventNames } from "../../api/hooks/schema.ts";
import { useProject } from "../../app/project.tsx";
import type { Asked } from "../../charts/types.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { rememberView } from "../home/recent.ts";
import classes from "./BuilderPage.module.css";
import { BuilderForm } from "./builder/BuilderForm.tsx";
import { carryOver, defaultQuestion } from "./defaults.ts";
import { isBuilderKind, questionKinds } from "./kinds.ts";
import { funnelProse, retentionProse } from "./prose.ts";
import { ResultCard } from "./ResultCard.tsx";
import { SaveMenu } from "./SaveMenu.tsx";
import type { InsightSearch } from "./search.ts";
import { useHistory } from "./useHistory.ts";

const newRoute = getRouteApi("/p/$project/insights/new");
const savedRoute = getRouteApi("/p/$project/insights/$insight");

export function NewInsightPage() {
  const search = newRoute.useSearch();
  const navigate = newRoute.useNavigate();
  const setSearch = useCallback((next: InsightSearch) => void navigate({ search: next }), [navigate]);
  return <Builder search={search} setSearch={setSearch} saved={undefined} />;
}

export function SavedInsightPage() {
  const { insight } = savedRoute.useParams();
  const search = savedRoute.useSearch();
  const navigate = savedRoute.useNavigate();
  const { id } = useProject();
  const query = insights.useOne(id, insight);
  const setSearch = useCallback((next: InsightSearch) => void navigate({ search: next }), [navigate]);
  if (query.isPending) return <SkeletonCard height={480} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  return <Builder key={query.data.id} search={search} setSearch={setSearch} saved={query.data} />;
}

interface BuilderProps {
  search: InsightSearch;
  setSearch: (search: InsightSearch) => void;
  saved: Insight | undefined;
}

function Builder({ search, setSearch, saved }: BuilderProps) {
  const { t } = useTranslation("insights");
  const project = useProject();
  const names = useEventNames(project.id).data?.items.map(({ event }) => event) ?? [];
  const kind = search.kind ?? (saved && isBuilderKind(saved.question.kind) ? saved.question.kind : "trends");
  const question: Asked =
    search.q ?? (saved ? (saved.question as Asked) : defaultQuestion(kind, project, names));
  const set = useCallback(
    (q: Asked) => setSearch({ ...search, q, kind: isBuilderKind(q.kind) ? q.kind : "trends" }),
    [search, setSearch],
  );
  const { change, undo, canUndo } = useHistory(question, set);
  useHotkeys([["mod+Z", undo]]);
  const title = saved?.name ?? t("title.new");
  const suggestedName = suggestName(question, t, t(`app:kind.${question.kind}`));
  const forecast =
    question.kind !== "trends" || search.forecast === false
      ? null
      : (search.forecast ?? saved?.forecast ?? null);
  const isForecastChanged = JSON.stringify(forecast) !== JSON.stringify(saved?.forecast ?? null);
  const isChanged =
    (search.q !== undefined && JSON.stringify(search.q) !== JSON.stringify(saved?.question)) ||
    (search.forecast !== undefined && isForecastChanged);
  useEffect(() => {
    if (saved) rememberView(project.id, { kind: "insight", id: saved.id, name: saved.name });
  }, [project.id, saved]);
  return (
    <>
      <PageHeader
        title={title}
        subtitle={saved?.description || t(`app:kindHint.${question.kind}`)}
        actions={
          <>
            <Tooltip label={t("act.undoKeys")}>
              <Button
                variant="default"
                disabled={!canUndo}
                onClick={undo}
                leftSection={<IconArrowBackUp size={16} aria-hidden />}
              >
                {t("act.undo")}
              </Button>
            </Tooltip>
            <CopyButton value={window.location.href}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  onClick={copy}
                  leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />}
                >
                  {copied ? t("act.linkCopied") : t("act.copyLink")}
                </Button>
              )}
            </CopyButton>
            <SaveMenu
              question={question}
              forecast={forecast}
              saved={saved}
              suggestedName={suggestedName}
              isChanged={isChanged || !saved}
            />
          </>
        }
      />
      {!saved && (
        <Tabs
          value={question.kind}
          variant="pills"
          mb="md"
          onChange={(next) => {
            if (!isBuilderKind(next) || next === question.kind) return;
            const other = carryOver(question, defaultQuestion(next, project, names));
            setSearch({ kind: next, q: other });
          }}
        >
          <Tabs.List className={classes.tabs} aria-label={t("kinds")}>
            {questionKinds.map(({ kind: one }) => (
              <Tabs.Tab key={one} value={one} className={classes.tab}>
                {t(`app:kind.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      <div className={classes.layout}>
        <Card p="md" className={classes.form} component="aside" aria-label={t("builder")}>
          <BuilderForm key={question.kind} question={question} onChange={change} />
        </Card>
        <ResultCard
          question={question}
          title={saved?.name ?? suggestedName}
          view={search.view}
          sql={search.sql ?? false}
          forecast={forecast}
          withRehearsals={search.rehearsals ?? false}
          onForecast={(next) => setSearch({ ...search, kind, q: question, forecast: next ?? false })}
          onRehearsals={(shown) => setSearch({ ...search, rehearsals: shown || undefined })}
          onChange={change}
          onView={(view) => setSearch({ ...search, kind, q: question, view })}
          onSql={(sql) => setSearch({ ...search, sql: sql || undefined })}
        />
      </div>
    </>
  );
}

type Words = (key: string, values?: Record<string, unknown>) => string;

/** A name that says what is asked, to be accepted or changed. */
function suggestName(question: Asked, t: Words, kindName: string): string {
  if (question.kind === "funnel") return funnelProse(question, t).slice(0, 120);
  if (question.kind === "retention") return retentionProse(question, t).slice(0, 120);
  if (question.kind === "trends")
    return `${kindName}: ${question.series.map(({ event, label }) => label ?? event ?? t("anyEvent")).join(", ")}`.slice(
      0,
      120,
    );
  return kindName;
}
