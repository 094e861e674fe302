import type { SurveyList } from "@lepton/server";
import { Anchor, NumberInput, SegmentedControl, Select, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client.ts";
import { useProject } from "../../../app/project.tsx";
import { BreakdownPicker } from "../../../parts/BreakdownPicker.tsx";
import { EventPicker } from "../../../parts/EventPicker.tsx";
import { PropertyPicker } from "../../../parts/PropertyPicker.tsx";
import { Section } from "./Section.tsx";
import type { FormProps } from "./types.ts";

const measures = ["nps", "csat", "ces"] as const;

/** Which survey: all of the kind, or one. */
function SurveyPicker({
  kind,
  value,
  onChange,
}: {
  kind: string;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const { t } = useTranslation("insights");
  const { id } = useProject();
  const list = useQuery({
    queryKey: ["project", id, "surveys"],
    queryFn: ({ signal }) => api.get<SurveyList>(`/api/projects/${id}/surveys`, { signal }),
  });
  const surveys = (list.data?.items ?? []).filter((one) => one.kind === kind);
  return (
    <Select
      label={t("voice.survey")}
      data={[
        { value: "", label: t("voice.all") },
        ...surveys.map((one) => ({ value: one.id, label: one.name })),
      ]}
      value={value ?? ""}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}

export function SurveyForm({ question, onChange }: FormProps<"survey">) {
  const { t } = useTranslation("insights");
  return (
    <>
      <Section title={t("voice.measure")}>
        <SegmentedControl
          fullWidth
          aria-label={t("voice.measure")}
          data={measures.map((one) => ({ value: one, label: one.toUpperCase() }))}
          value={question.survey}
          onChange={(next) =>
            onChange({
              ...question,
              survey: measures.find((one) => one === next) ?? "nps",
              surveyId: undefined,
            })
          }
        />
        <SurveyPicker
          kind={question.survey}
          value={question.surveyId}
          onChange={(surveyId) => onChange({ ...question, surveyId })}
        />
      </Section>
      <Section title={t("section.breakdown")}>
        <BreakdownPicker
          value={question.breakdown}
          onChange={(breakdown) => onChange({ ...question, breakdown })}
        />
      </Section>
    </>
  );
}

type PmfQuestion = FormProps<"pmfScore">["question"] | FormProps<"pmfSegments">["question"];

/** Who may answer, judged at the time of the answer, and what counts as fit. */
function Qualification<Q extends PmfQuestion>({
  question,
  onChange,
}: {
  question: Q;
  onChange: (question: Q) => void;
}) {
  const { t } = useTranslation("insights");
  const project = useProject();
  const rule = question.qualification ?? { event: project.coreEvent, minUses: 2, activeWithinDays: 14 };
  return (
    <Section title={t("voice.qualified")}>
      <EventPicker
        value={rule.event ?? null}
        onChange={(event) => onChange({ ...question, qualification: { ...rule, event } })}
      />
      <SimpleGrid cols={3} spacing={6} style={{ alignItems: "end" }}>
        <NumberInput
          label={t("voice.minUses")}
          min={0}
          value={rule.minUses ?? 2}
          onChange={(next) =>
            next !== "" && onChange({ ...question, qualification: { ...rule, minUses: Number(next) } })
          }
        />
        <NumberInput
          label={t("voice.activeWithin")}
          min={1}
          value={rule.activeWithinDays ?? 14}
          onChange={(next) =>
            Number(next) >= 1 &&
            onChange({ ...question, qualification: { ...rule, activeWithinDays: Number(next) } })
          }
        />
        <NumberInput
          label={t("voice.threshold")}
          min={5}
          max={95}
          suffix=" %"
          value={Math.round((question.threshold ?? 0.4) * 100)}
          onChange={(next) =>
            Number(next) >= 5 && onChange({ ...question, threshold: Math.min(95, Number(next)) / 100 })
          }
        />
      </SimpleGrid>
    </Section>
  );
}

export function PmfScoreForm({ question, onChange }: FormProps<"pmfScore">) {
  const { t } = useTranslation("insights");
  return (
    <>
      <SurveyPicker
        kind="pmf"
        value={question.surveyId}
        onChange={(surveyId) => onChange({ ...question, surveyId })}
      />
      <Qualification question={question} onChange={onChange} />
      <Section title={t("section.breakdown")}>
        <BreakdownPicker
          value={question.breakdown}
          onChange={(breakdown) => onChange({ ...question, breakdown })}
        />
      </Section>
    </>
  );
}

export function PmfSegmentsForm({ question, onChange }: FormProps<"pmfSegments">) {
  const { t } = useTranslation("insights");
  const by = question.personaBy ?? "answer";
  return (
    <>
      <SurveyPicker
        kind="pmf"
        value={question.surveyId}
        onChange={(surveyId) => onChange({ ...question, surveyId })}
      />
      <Section title={t("voice.persona")}>
        <Select
          aria-label={t("voice.persona")}
          data={[
            { value: "answer", label: t("voice.byAnswer") },
            { value: "property", label: t("voice.byProperty") },
          ]}
          value={by === "answer" ? "answer" : "property"}
          onChange={(next) =>
            onChange({ ...question, personaBy: next === "answer" ? "answer" : { on: "person", key: "plan" } })
          }
        />
        {by !== "answer" && (
          <PropertyPicker
            value={{ on: by.on ?? "person", key: by.key }}
            onChange={(property) => property && onChange({ ...question, personaBy: property })}
          />
        )}
        <NumberInput
          label={t("voice.minPersona")}
          min={1}
          value={question.minPersona ?? 5}
          onChange={(next) => Number(next) >= 1 && onChange({ ...question, minPersona: Number(next) })}
        />
      </Section>
      <Qualification question={question} onChange={onChange} />
    </>
  );
}

export function MarketShareForm({ question, onChange }: FormProps<"marketShare">) {
  const { t } = useTranslation("insights");
  const { id } = useProject();
  return (
    <>
      <TextInput
        key={question.segment ?? ""}
        label={t("market.segment")}
        placeholder={t("market.allSegments")}
        defaultValue={question.segment ?? ""}
        onBlur={({ currentTarget }) =>
          currentTarget.value !== (question.segment ?? "") &&
          onChange({ ...question, segment: currentTarget.value || undefined })
        }
      />
      <Text size="sm" c="dimmed">
        {t("market.enter")}{" "}
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/p/$project/data" params={{ project: id }} {...props} />}
        >
          {t("market.open")}
        </Anchor>
      </Text>
    </>
  );
}
