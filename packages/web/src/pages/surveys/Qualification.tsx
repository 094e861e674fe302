import { NumberInput, Select, Text, TextInput } from "@mantine/core";
import { Trans, useTranslation } from "react-i18next";
import { useAudiences } from "../../api/hooks/act.ts";
import { useProject } from "../../app/project.tsx";
import { EventPicker } from "../../parts/EventPicker.tsx";
import type { Draft } from "./draft.ts";
import classes from "./surveys.module.css";

interface QualificationProps {
  draft: Draft;
  onChange(draft: Draft): void;
}

/** Who is asked, as sentences one can fill in. */
export function Qualification({ draft, onChange }: QualificationProps) {
  const { t } = useTranslation("surveys");
  const { qualification } = draft;
  const set = (change: Partial<Draft["qualification"]>) =>
    onChange({ ...draft, qualification: { ...qualification, ...change } });
  const number = (name: "minUses" | "activeWithinDays" | "delaySeconds", min: number, max: number) => (
    <Blank
      label={t(`blank.${name}`)}
      min={min}
      max={max}
      value={qualification[name]}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <div className={classes.prose}>
      <div className={classes.sentence}>
        <Trans
          t={t}
          i18nKey="sentence.who"
          components={{
            event: (
              <span className={classes.blank}>
                <EventPicker
                  size="xs"
                  w={190}
                  label={t("blank.event")}
                  value={qualification.event}
                  onChange={(event) => set({ event })}
                />
              </span>
            ),
            uses: number("minUses", 0, 1000),
            days: number("activeWithinDays", 1, 365),
          }}
        />
      </div>
      <div className={classes.sentence}>
        <Trans
          t={t}
          i18nKey="sentence.how"
          components={{
            share: (
              <Blank
                label={t("blank.sampleRate")}
                min={1}
                max={100}
                suffix=" %"
                value={Math.round(qualification.sampleRate * 100)}
                onChange={(value) => set({ sampleRate: value / 100 })}
              />
            ),
            delay: number("delaySeconds", 0, 600),
            again: (
              <Blank
                label={t("blank.reaskAfterDays")}
                min={90}
                max={3650}
                value={draft.reaskAfterDays}
                onChange={(reaskAfterDays) => onChange({ ...draft, reaskAfterDays })}
              />
            ),
          }}
        />
      </div>
      <div className={classes.sentence}>
        <Trans
          t={t}
          i18nKey="sentence.where"
          components={{
            url: (
              <TextInput
                className={classes.blank}
                size="xs"
                w={180}
                maxLength={500}
                aria-label={t("blank.urlContains")}
                placeholder={t("anywhere")}
                value={qualification.urlContains ?? ""}
                onChange={(event) => set({ urlContains: event.currentTarget.value || null })}
              />
            ),
          }}
        />
      </div>
      <Audience value={qualification.audience} onChange={(audience) => set({ audience })} />
      <Text size="xs" c="dimmed">
        {t("whoHint")}
      </Text>
    </div>
  );
}

/** Only the people of an audience; nothing where there is none to choose. */
function Audience({ value, onChange }: { value: string | null; onChange(audience: string | null): void }) {
  const { t } = useTranslation("surveys");
  const { id: project } = useProject();
  const audiences = useAudiences(project).data?.items ?? [];
  if (audiences.length === 0) return null;
  return (
    <Select
      size="xs"
      maw={320}
      my="xs"
      clearable
      label={t("audience.label")}
      description={t("audience.hint")}
      placeholder={t("audience.everybody")}
      data={audiences.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}

interface BlankProps {
  label: string;
  value: number;
  min: number;
  max: number;
  suffix?: string;
  onChange(value: number): void;
}

/** A number inside a sentence. */
function Blank({ label, value, min, max, suffix = "", onChange }: BlankProps) {
  return (
    <NumberInput
      className={classes.blank}
      size="xs"
      w={suffix ? 76 : 68}
      aria-label={label}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      suffix={suffix}
      value={value}
      onChange={(next) => typeof next === "number" && next >= min && next <= max && onChange(next)}
    />
  );
}
