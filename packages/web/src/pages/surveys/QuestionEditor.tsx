import type { SurveyQuestion } from "@lepton/server";
import {
  Collapse,
  Group,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface QuestionEditorProps {
  number: number;
  question: SurveyQuestion;
  onFocus(): void;
  onChange(change: Partial<SurveyQuestion>): void;
}

/** Wording in both languages. What is scored stays: the scale and the values behind the answers. */
export function QuestionEditor({ number, question, onFocus, onChange }: QuestionEditorProps) {
  const { t } = useTranslation("surveys");
  const [isOpen, { toggle }] = useDisclosure(false);
  const { options = [] } = question;
  return (
    <Stack gap={8} onFocusCapture={onFocus}>
      <Group justify="space-between">
        <Text fw={600} size="sm">
          {number}. {t(`type.${question.type}`)}
        </Text>
        <Switch
          size="xs"
          label={t("required")}
          checked={question.required}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
        <Textarea
          autosize
          minRows={2}
          maxLength={1000}
          aria-label={t("textIn", { number, language: "English" })}
          placeholder="English"
          lang="en"
          value={question.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
        <Textarea
          autosize
          minRows={2}
          maxLength={1000}
          aria-label={t("textIn", { number, language: "中文" })}
          placeholder="中文"
          lang="zh-CN"
          value={question.textZh ?? ""}
          onChange={(event) => onChange({ textZh: event.currentTarget.value })}
        />
      </SimpleGrid>
      {question.type !== "text" && (
        <>
          <UnstyledButton onClick={toggle} aria-expanded={isOpen}>
            <Group gap={4} c="dimmed">
              <IconChevronRight
                size={14}
                aria-hidden
                style={{ transform: isOpen ? "rotate(90deg)" : undefined }}
              />
              <Text size="sm">{t(question.type === "choice" ? "answers" : "ends")}</Text>
            </Group>
          </UnstyledButton>
          <Collapse expanded={isOpen}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
              {question.type === "choice"
                ? options.flatMap((option, at) => {
                    const change = (part: Partial<typeof option>) =>
                      onChange({ options: options.map((it, i) => (i === at ? { ...it, ...part } : it)) });
                    return [
                      <TextInput
                        key={`${option.value}-en`}
                        size="xs"
                        maxLength={200}
                        aria-label={`${option.value} English`}
                        value={option.label}
                        onChange={(event) => change({ label: event.currentTarget.value })}
                      />,
                      <TextInput
                        key={`${option.value}-zh`}
                        size="xs"
                        maxLength={200}
                        lang="zh-CN"
                        aria-label={`${option.value} 中文`}
                        value={option.labelZh ?? ""}
                        onChange={(event) => change({ labelZh: event.currentTarget.value })}
                      />,
                    ];
                  })
                : (["lowLabel", "lowLabelZh", "highLabel", "highLabelZh"] as const).map((key) => (
                    <TextInput
                      key={key}
                      size="xs"
                      maxLength={200}
                      label={t(`label.${key}`)}
                      value={question[key] ?? ""}
                      onChange={(event) => onChange({ [key]: event.currentTarget.value })}
                    />
                  ))}
            </SimpleGrid>
          </Collapse>
        </>
      )}
    </Stack>
  );
}
