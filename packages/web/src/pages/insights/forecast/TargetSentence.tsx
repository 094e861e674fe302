import type { ForecastReply } from "@lepton/server";
import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { seriesNames } from "../../../charts/trends.ts";
import { useForecastWords } from "./useWords.ts";

/** "62% to reach 10,000 by March 31", for every line that is forecast. */
export function TargetSentence({ reply, compact = false }: { reply: ForecastReply; compact?: boolean }) {
  const { t } = useTranslation("forecast");
  const words = useForecastWords(reply.interval);
  const lines = reply.lines.flatMap((line) => (line.kind === "forecast" ? [line] : []));
  const names = seriesNames(lines, t("other"));
  const said = lines.flatMap((line, i) => {
    const sentence = words.target(line);
    return sentence ? [{ ...sentence, name: lines.length > 1 ? (names[i] ?? "") : "" }] : [];
  });
  if (said.length === 0) return null;
  return (
    <Stack gap={2} data-testid="forecast-target">
      {said.map(({ lead, text, name }) => (
        <Text key={`${name}${text}`} size={compact ? "sm" : "md"}>
          {name && (
            <Text span c="dimmed">
              {name}:{" "}
            </Text>
          )}
          {lead && (
            <Text span fw={700} fz={compact ? "md" : "xl"} c="var(--mantine-color-anchor)">
              {lead}{" "}
            </Text>
          )}
          {text}
        </Text>
      ))}
    </Stack>
  );
}
