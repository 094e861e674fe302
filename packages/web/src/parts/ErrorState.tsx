import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/problem.ts";
import { useServerText } from "../i18n/useServerText.ts";

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
}

/** What was wrong, what was received, what to do next: in the language on screen. */
export function ErrorState({ error, onRetry, compact = false }: ErrorStateProps) {
  const { t } = useTranslation();
  const problem = error instanceof ApiProblem ? error : null;
  const told = useServerText();
  const said = problem && told.problem(problem);
  const starting = problem?.code === "WAREHOUSE_OPENING";
  return (
    <Alert
      role="alert"
      variant="light"
      color={starting ? "honey" : "red"}
      radius="lg"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={starting ? t("state.opening") : (said?.problem ?? t("state.broken"))}
    >
      <Stack gap={6}>
        {problem?.received && !compact && (
          <Text size="sm">
            {t("state.received")} <Code>{problem.received}</Code>
          </Text>
        )}
        <Text size="sm">{said?.next ?? (error instanceof Error ? error.message : t("state.reload"))}</Text>
        <Group gap="sm">
          {onRetry && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
              {t("state.retry")}
            </Button>
          )}
          {problem && (
            <Text size="xs" c="dimmed" ff="monospace">
              {problem.code}
              {problem.field ? ` · ${problem.field}` : ""}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
