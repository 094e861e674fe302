import { Button, Code, CopyButton, Group, Loader, Paper, ScrollArea, Stack, Tabs, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { type SnippetTab, snippetFor, snippetTabs } from "./snippets.ts";
import { useWriteKey } from "./useWriteKey.ts";

interface ConnectProps {
  /** Held by the page's address, where there is one. */
  via?: SnippetTab;
  onVia?(via: SnippetTab): void;
}

/** Ready code for each way of sending events, key and address filled in. */
export function Connect({ via, onVia }: ConnectProps) {
  const { t } = useTranslation("data");
  const { id: project } = useProject();
  const [own, setOwn] = useState<SnippetTab>("script");
  const canEdit = useCanEdit();
  const key = useWriteKey(project);
  const host = window.location.origin;
  // The tracker package holds the tag's text; it is fetched with this panel only.
  const tag = useQuery({
    queryKey: ["script-tag", key.value, host],
    enabled: key.value !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await import("@lepton/sdk")).snippet(key.value ?? "", host),
  });
  const tab = via ?? own;
  if (!canEdit) return <Text c="dimmed">{t("connect.viewer")}</Text>;
  if (key.error) return <ErrorState error={key.error} />;
  if (key.value === null || tag.data === undefined)
    return <Loader type="dots" aria-label={t("connect.loading")} />;
  const { install, code } = snippetFor(tab, { key: key.value, host }, tag.data);
  return (
    <Stack gap="sm">
      <Tabs
        value={tab}
        onChange={(next) => {
          setOwn(next as SnippetTab);
          onVia?.(next as SnippetTab);
        }}
        variant="pills"
        keepMounted={false}
      >
        <Tabs.List aria-label={t("connect.ways")}>
          {snippetTabs.map((it) => (
            <Tabs.Tab key={it} value={it}>
              {t(`connect.tab.${it}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Text size="sm">{t(`connect.hint.${tab}`)}</Text>
      {install && <CodeBlock code={install} label={t("connect.install")} />}
      <CodeBlock code={code} label={t(`connect.tab.${tab}`)} />
    </Stack>
  );
}

export function CodeBlock({ code, label }: { code: string; label: string }) {
  const { t } = useTranslation("data");
  return (
    <Paper p={0} radius="md" pos="relative" style={{ background: "var(--lepton-sunken)" }}>
      <Group justify="flex-end" pos="absolute" right={8} top={8} style={{ zIndex: 1 }}>
        <CopyButton value={code} timeout={2000}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            >
              {t(copied ? "connect.copied" : "connect.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
      <ScrollArea.Autosize mah={340} type="auto">
        <Code block bg="transparent" p="md" pr={90} tabIndex={0} aria-label={label}>
          {code}
        </Code>
      </ScrollArea.Autosize>
    </Paper>
  );
}
