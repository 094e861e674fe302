import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { OriginBadge } from "../../parts/OriginBadge.tsx";
import classes from "./pmf.module.css";
import type { Persona, PmfSegments } from "./types.ts";

const answers = ["very", "somewhat", "not"] as const;
export type SegmentAnswer = (typeof answers)[number];

export interface SegmentsProps {
  segments: PmfSegments;
  isSimulated: boolean;
  onPeople?(persona: string, answer: SegmentAnswer): void;
}

/** Kinds of people and how they feel; the kept ones; the optimistic and the honest score in a sentence. */
export function Segments({ segments, isSimulated, onPeople }: SegmentsProps) {
  const { t } = useTranslation("pmf");
  const format = useFormat();
  const { kept, crossFitted } = segments;
  const values = {
    kept: format.share(kept.value),
    fair: format.share(crossFitted.value),
  };
  return (
    <section className={classes.section} aria-labelledby="pmf-segments">
      <Group justify="space-between" mb={4}>
        <Title order={2} id="pmf-segments">
          {t("segments.title")}
        </Title>
        {isSimulated && <OriginBadge origin="simulated" />}
      </Group>
      <Text c="dimmed" size="sm" mb="sm" maw={720}>
        {t("segments.lead")}
      </Text>
      <Group gap="md" mb="xs">
        {answers.map((answer) => (
          <span key={answer} className={`${classes.legend} ${classes[answer]}`}>
            {t(`segments.${answer}`)}
          </span>
        ))}
      </Group>
      <div>
        {segments.personas.map((persona) => (
          <PersonaRow key={persona.persona} persona={persona} onPeople={onPeople} />
        ))}
      </div>
      {kept.value !== null && (
        <Stack gap={8} mt="md">
          <Group gap="xl">
            <Score label={t("segments.all")} estimate={segments.all} />
            <Score label={t("segments.keptScore")} estimate={kept} />
            {crossFitted.value !== null && (
              <Score label={t("segments.crossFitted")} estimate={crossFitted} strong />
            )}
          </Group>
          <Text size="sm" maw={760}>
            {t(crossFitted.value === null ? "segments.optimismUnknown" : "segments.optimism", values)}
          </Text>
        </Stack>
      )}
    </section>
  );
}

function Score({
  label,
  estimate,
  strong,
}: {
  label: string;
  estimate: PmfSegments["all"];
  strong?: boolean;
}) {
  const format = useFormat();
  const { t } = useTranslation("pmf");
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={strong ? 700 : 600} size="xl">
        {format.share(estimate.value)}
      </Text>
      <Text size="xs" c="dimmed">
        {estimate.low !== null && estimate.high !== null
          ? `${format.share(estimate.low)}–${format.share(estimate.high)} · `
          : ""}
        {t("segments.answers", { count: estimate.n })}
      </Text>
    </div>
  );
}

function PersonaRow({ persona, onPeople }: { persona: Persona; onPeople: SegmentsProps["onPeople"] }) {
  const { t } = useTranslation("pmf");
  const format = useFormat();
  const name = persona.persona === "" ? t("segments.noPersona") : persona.persona;
  const total = persona.very + persona.somewhat + persona.not;
  return (
    <div className={classes.persona} data-dropped={!persona.kept || undefined}>
      <Group gap={8} wrap="nowrap" miw={0}>
        <Text fw={600} truncate title={name}>
          {name}
        </Text>
        {persona.kept && (
          <Badge size="sm" color="pine">
            {t("segments.kept")}
          </Badge>
        )}
        {persona.tooFew && (
          <Badge size="sm" color="gray">
            {t("segments.tooFew")}
          </Badge>
        )}
      </Group>
      <fieldset className={classes.stack} aria-label={t("segments.barLabel", { ...persona, persona: name })}>
        {answers.map((answer) =>
          persona[answer] === 0 ? null : (
            <button
              type="button"
              key={answer}
              className={`${classes.part} ${classes[answer]}`}
              style={{ flex: `${persona[answer]} 1 0` }}
              disabled={!onPeople}
              onClick={() => onPeople?.(persona.persona, answer)}
              aria-label={`${t(`segments.${answer}`)}: ${persona[answer]}`}
            >
              {persona[answer] / total > 0.06 ? persona[answer] : ""}
            </button>
          ),
        )}
      </fieldset>
      <Text size="sm" ta="end">
        <b>{format.share(persona.score.value, 0)}</b>{" "}
        <Text span size="xs" c="dimmed">
          {persona.score.low !== null && persona.score.high !== null
            ? `${format.share(persona.score.low, 0)}–${format.share(persona.score.high, 0)}`
            : ""}{" "}
          · n {total}
        </Text>
      </Text>
    </div>
  );
}
