import type { ForecastReply, ShortLine } from "@lepton/server";
import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useForecastWords } from "./useWords.ts";

interface TooShortProps {
  line: ShortLine;
  reply: ForecastReply;
  onHorizon: (horizon: number) => void;
}

/** Why there is no forecast yet, how much is missing, and what is possible with what is there. */
export function TooShort({ line, reply, onHorizon }: TooShortProps) {
  const { t } = useTranslation("forecast");
  const words = useForecastWords(reply.interval);
  const { have, need, possibleHorizon } = line;
  return (
    <Stack gap="xs" data-testid="forecast-short">
      <Text fw={600}>{t("short.title", { need: words.steps(need), have: words.steps(have) })}</Text>
      <Progress value={(100 * have) / need} aria-label={t("short.title", { need, have })} />
      <Text size="sm">{t("short.why", { horizon: words.steps(reply.horizon) })}</Text>
      <Group gap="xs">
        {possibleHorizon > 0 ? (
          <Button size="xs" variant="light" onClick={() => onHorizon(possibleHorizon)}>
            {t("short.possible", { horizon: words.steps(possibleHorizon) })}
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            {t("short.wait")}
          </Text>
        )}
      </Group>
    </Stack>
  );
}
