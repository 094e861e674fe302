import type { Model } from "@lepton/server";
import { Button, Code, Stack, Tabs, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { onnxPath, useOnnxUsage } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { Section } from "../quality/Section.tsx";
import { Copy } from "./Copy.tsx";

/** The model as a file for any ONNX runtime, with programs that run it. */
export function TakeAlong({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const format = useFormat();
  const { id: project } = useProject();
  const usage = useOnnxUsage(project, model.id);
  return (
    <Section
      title={t("onnx.title")}
      text={t("onnx.text")}
      actions={
        <Button
          size="xs"
          component="a"
          href={onnxPath(project, model.id)}
          download
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("onnx.download")}
        </Button>
      }
    >
      {usage.isError ? (
        <ErrorState error={usage.error} onRetry={usage.refetch} compact />
      ) : usage.isPending ? (
        <SkeletonCard height={220} lines={6} />
      ) : (
        <Tabs defaultValue="node">
          <Tabs.List mb="sm">
            <Tabs.Tab value="node">Node</Tabs.Tab>
            <Tabs.Tab value="python">Python</Tabs.Tab>
          </Tabs.List>
          {(["node", "python"] as const).map((language) => (
            <Tabs.Panel key={language} value={language}>
              <Stack gap="xs" align="flex-start">
                <Code block tabIndex={0} w="100%" mah={420} style={{ overflow: "auto" }}>
                  {usage.data[language]}
                </Code>
                <Copy text={usage.data[language]} label={t("onnx.copy")} />
              </Stack>
            </Tabs.Panel>
          ))}
          <Text size="sm" c="dimmed" mt="sm">
            {t("onnx.same", { score: format.number(usage.data.score, 6) })}
          </Text>
        </Tabs>
      )}
    </Section>
  );
}
