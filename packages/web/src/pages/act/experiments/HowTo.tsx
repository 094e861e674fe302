import type { Experiment } from "@lepton/server";
import { Card, Stack, Tabs, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useProject } from "../../../app/project.tsx";
import { CodeBlock } from "../../data/Connect.tsx";
import { useWriteKey } from "../../data/useWriteKey.ts";

/** The lines of code that put an experiment into a product. */
export function HowTo({ experiment: { key, variants } }: { experiment: Experiment }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const { value } = useWriteKey(project);
  const writeKey = value ?? "YOUR_WRITE_KEY";
  const host = window.location.origin;
  const other = variants[1]?.key ?? "new";
  const page = `<script async src="${host}/lepton-experiments.js" data-key="${writeKey}"></script>

<script>
  // ${t("howTo.null")}
  lepton.variant("${key}").then(function (variant) {
    if (variant === "${other}") {
      // ${t("howTo.show", { variant: other })}
    }
  });
</script>`;
  const node = `import { createClient } from "@lepton/sdk/node";

const lepton = createClient({ key: "${writeKey}", host: "${host}" });
if ((await lepton.variant("${key}", userId)) === "${other}") {
  // ${t("howTo.show", { variant: other })}
}`;
  return (
    <Card component="section" aria-labelledby="how-to">
      <Stack gap="sm">
        <div>
          <Title order={3} id="how-to">
            {t("howTo.title")}
          </Title>
          <Text size="sm" c="dimmed" maw={680}>
            {t("howTo.lead")}
          </Text>
        </div>
        <Tabs defaultValue="page" variant="pills">
          <Tabs.List mb="xs">
            <Tabs.Tab value="page">{t("howTo.page")}</Tabs.Tab>
            <Tabs.Tab value="node">Node</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="page">
            <CodeBlock code={page} label={t("howTo.page")} />
          </Tabs.Panel>
          <Tabs.Panel value="node">
            <CodeBlock code={node} label="Node" />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Card>
  );
}
