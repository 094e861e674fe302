import type { Survey } from "@lepton/server";
import { Alert, Anchor, Breadcrumbs, Button, List, Tabs, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDeviceFloppy, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link, useBlocker, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { surveys } from "../../api/hooks/surveys.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { createBody, type Draft, problemsOf, updateBody } from "./draft.ts";
import { Editor } from "./Editor.tsx";
import { Preview } from "./Preview.tsx";
import { Results } from "./Results.tsx";
import { StartStop } from "./StartStop.tsx";
import { StatusBadge } from "./StatusBadge.tsx";
import classes from "./surveys.module.css";

const route = getRouteApi("/p/$project/surveys/$survey");

interface SurveyStudioProps {
  initial: Draft;
  /** Null: not made yet. */
  saved: Survey | null;
}

/** Editor on one side, the widget as people will see it on the other; results on the second tab. */
export function SurveyStudio({ initial, saved }: SurveyStudioProps) {
  const { t } = useTranslation("surveys");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const navigate = useNavigate();
  const stay = route.useNavigate();
  const search = route.useSearch();
  const [draft, setDraft] = useState(initial);
  const [step, setStep] = useState(0);
  const create = surveys.useCreate(project);
  const update = surveys.useUpdate(project);
  const remove = surveys.useRemove(project);
  const problems = problemsOf(draft);
  const [base, setBase] = useState(JSON.stringify(initial));
  const isEdited = JSON.stringify(draft) !== base;
  const isChanged = saved === null || isEdited;
  const isBusy = create.isPending || update.isPending;
  const error = create.error ?? update.error;
  // Tabs and the preview's switches live in the address, too: only another page is a leave.
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => isEdited && current.pathname !== next.pathname,
    enableBeforeUnload: () => isEdited,
    withResolver: true,
  });
  const [isDeleting, setDeleting] = useState(false);

  const save = async (andStart: boolean) => {
    const status = andStart ? ({ status: "running" } as const) : {};
    try {
      const item = saved
        ? await update.mutateAsync({ id: saved.id, ...updateBody(draft), ...status })
        : await create.mutateAsync(createBody(draft));
      if (!saved && andStart) await update.mutateAsync({ id: item.id, status: "running" });
      setBase(JSON.stringify(draft));
      notifications.show({ message: t(andStart ? "said.running" : "said.saved") });
      if (!saved)
        await navigate({
          to: "/p/$project/surveys/$survey",
          params: { project, survey: item.id },
          search: { ...search, kind: undefined },
          replace: true,
          ignoreBlocker: true,
        });
    } catch {
      // The mutation keeps its error, and the page shows it.
    }
  };
  const tab = saved && (search.tab ?? (saved.status === "draft" ? "edit" : "results"));

  return (
    <>
      <Breadcrumbs mb={6}>
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/p/$project/surveys" params={{ project }} {...props} />}
        >
          {t("title")}
        </Anchor>
        <Text size="sm" c="dimmed">
          {t(`kind.${draft.kind}`)}
        </Text>
      </Breadcrumbs>
      <PageHeader
        title={draft.name || t("untitled")}
        subtitle={saved ? <StatusBadge status={saved.status} /> : t("newLead")}
        actions={
          canEdit && (
            <>
              {saved && (
                <Button
                  variant="subtle"
                  color="red"
                  leftSection={<IconTrash size={16} />}
                  onClick={() => setDeleting(true)}
                >
                  {t("delete")}
                </Button>
              )}
              {isChanged && (
                <Button
                  variant="default"
                  leftSection={<IconDeviceFloppy size={16} />}
                  disabled={problems.length > 0}
                  loading={isBusy}
                  onClick={() => save(false)}
                >
                  {t(saved ? "save" : "saveDraft")}
                </Button>
              )}
              {saved && !isChanged ? (
                <StartStop survey={saved} />
              ) : (
                saved?.status !== "running" && (
                  <Button disabled={problems.length > 0} loading={isBusy} onClick={() => save(true)}>
                    {t("saveAndStart")}
                  </Button>
                )
              )}
            </>
          )
        }
      />
      {error && <ErrorState error={error} compact />}
      {problems.length > 0 && (
        <Alert color="honey" mb="md" role="status">
          <List size="sm">
            {problems.map(({ key, question }) => (
              <List.Item key={`${key}${question}`}>{t(key, { question })}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {saved && (
        <Tabs
          value={tab}
          onChange={(next) => stay({ search: { ...search, tab: next as "edit" | "results" } })}
          mb="lg"
        >
          <Tabs.List>
            <Tabs.Tab value="results">{t("tab.results")}</Tabs.Tab>
            <Tabs.Tab value="edit">{t("tab.edit")}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      )}
      {saved && tab === "results" ? (
        <Results survey={saved} />
      ) : (
        <div className={classes.studio}>
          <fieldset className={classes.editor} disabled={!canEdit} aria-label={t("tab.edit")}>
            <Editor draft={draft} onChange={setDraft} onStep={setStep} />
          </fieldset>
          <Preview draft={draft} step={step} />
        </div>
      )}
      <ConfirmModal
        opened={leaving.status === "blocked"}
        title={t("leave.title")}
        confirm={t("leave.confirm")}
        onClose={() => leaving.reset?.()}
        onConfirm={() => leaving.proceed?.()}
      >
        {t("leave.text")}
      </ConfirmModal>
      {saved && (
        <ConfirmModal
          opened={isDeleting}
          title={t("remove.title", { name: saved.name })}
          confirm={t("delete")}
          pending={remove.isPending}
          error={remove.error}
          onClose={() => setDeleting(false)}
          onConfirm={() =>
            remove.mutate(saved.id, {
              onSuccess: () =>
                navigate({ to: "/p/$project/surveys", params: { project }, ignoreBlocker: true }),
            })
          }
        >
          {t("remove.text")}
        </ConfirmModal>
      )}
    </>
  );
}
