import { Anchor, Stack, Switch, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../../app/project.tsx";
import type { Asked } from "../../../charts/types.ts";
import { FilterEditor } from "../../../parts/filter/FilterEditor.tsx";
import type { BuilderKind } from "../kinds.ts";
import { LifecycleForm, PathsForm, StickinessForm } from "./ActivityForms.tsx";
import { FunnelForm } from "./FunnelForm.tsx";
import { GrowthAccountingForm, RevenueForm } from "./MoneyForms.tsx";
import { RetentionForm } from "./RetentionForm.tsx";
import { Section } from "./Section.tsx";
import { TrendsForm } from "./TrendsForm.tsx";
import type { FormProps } from "./types.ts";
import { MarketShareForm, PmfScoreForm, PmfSegmentsForm, SurveyForm } from "./VoiceForms.tsx";

const forms: { [K in BuilderKind]: ComponentType<FormProps<K>> } = {
  trends: TrendsForm,
  funnel: FunnelForm,
  retention: RetentionForm,
  lifecycle: LifecycleForm,
  stickiness: StickinessForm,
  paths: PathsForm,
  revenue: RevenueForm,
  growthAccounting: GrowthAccountingForm,
  survey: SurveyForm,
  pmfScore: PmfScoreForm,
  pmfSegments: PmfSegmentsForm,
  marketShare: MarketShareForm,
};

interface BuilderFormProps {
  question: Asked;
  onChange: (question: Asked) => void;
}

/** The left side: what is asked, for whom. */
export function BuilderForm({ question, onChange }: BuilderFormProps) {
  const { t } = useTranslation("insights");
  const project = useProject();
  if (question.kind === "pmfReport") return null;
  // The kind picks its own form; TypeScript cannot follow that link through a union.
  const Form = forms[question.kind] as ComponentType<FormProps<BuilderKind>>;
  return (
    <Stack gap="md">
      <Form question={question} onChange={onChange} />
      {question.kind !== "marketShare" && (
        <Section title={t("section.filters")}>
          <FilterEditor value={question.filter} onChange={(filter) => onChange({ ...question, filter })} />
          <Tooltip label={project.internalUsersFilter ? t("internal.explain") : t("internal.unset")}>
            <Switch
              label={t("internal.label")}
              disabled={!project.internalUsersFilter && !question.excludeInternal}
              checked={question.excludeInternal ?? false}
              onChange={({ currentTarget }) =>
                onChange({ ...question, excludeInternal: currentTarget.checked || undefined })
              }
            />
          </Tooltip>
          {!project.internalUsersFilter && (
            <Anchor
              size="xs"
              renderRoot={(props) => (
                <Link to="/p/$project/settings" params={{ project: project.id }} {...props} />
              )}
            >
              {t("internal.set")}
            </Anchor>
          )}
        </Section>
      )}
    </Stack>
  );
}
