import { Card, ColorInput, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Draft, withQuestion } from "./draft.ts";
import { Qualification } from "./Qualification.tsx";
import { QuestionEditor } from "./QuestionEditor.tsx";

interface EditorProps {
  draft: Draft;
  onChange(draft: Draft): void;
  /** A question is being edited: the preview turns to it. */
  onStep(step: number): void;
}

const positions = ["bottom-right", "bottom-left", "bottom-center", "center"] as const;
const swatches = ["#4f46e5", "#0b6e66", "#b3261e", "#96600a", "#0b62c4", "#1b2526"];

export function Editor({ draft, onChange, onStep }: EditorProps) {
  const { t } = useTranslation("surveys");
  return (
    <Stack gap="lg">
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        required
        maxLength={200}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <Card component="section" aria-labelledby="who">
        <Title order={2} size="h3" id="who" mb="xs">
          {t("who")}
        </Title>
        <Qualification draft={draft} onChange={onChange} />
      </Card>
      <Card component="section" aria-labelledby="questions">
        <Title order={2} size="h3" id="questions" mb={4}>
          {t("questions")}
        </Title>
        <Text size="sm" c="dimmed" mb="md">
          {t("questionsLead")}
        </Text>
        <Stack gap="lg">
          {draft.questions.map((question, at) => (
            <QuestionEditor
              key={question.id}
              number={at + 1}
              question={question}
              onFocus={() => onStep(at)}
              onChange={(change) => onChange(withQuestion(draft, at, change))}
            />
          ))}
        </Stack>
      </Card>
      <Card component="section" aria-labelledby="looks">
        <Title order={2} size="h3" id="looks" mb="sm">
          {t("looks")}
        </Title>
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <Select
            label={t("position")}
            data={positions.map((value) => ({ value, label: t(`positions.${value}`) }))}
            value={draft.appearance.position}
            onChange={(position) =>
              position &&
              onChange({
                ...draft,
                appearance: { ...draft.appearance, position: position as (typeof positions)[number] },
              })
            }
          />
          <ColorInput
            label={t("color")}
            format="hex"
            eyeDropperButtonProps={{ "aria-label": t("pickColor") }}
            swatches={swatches}
            value={draft.appearance.color}
            onChange={(color) =>
              /^#[0-9a-f]{6}$/i.test(color) &&
              onChange({ ...draft, appearance: { ...draft.appearance, color } })
            }
          />
          <Select
            label={t("theme")}
            data={(["auto", "light", "dark"] as const).map((value) => ({
              value,
              label: t(`themes.${value}`),
            }))}
            value={draft.appearance.theme}
            onChange={(theme) =>
              theme &&
              onChange({
                ...draft,
                appearance: { ...draft.appearance, theme: theme as "auto" | "light" | "dark" },
              })
            }
          />
        </Group>
      </Card>
    </Stack>
  );
}
