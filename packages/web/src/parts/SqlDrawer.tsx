import { Button, Code, CopyButton, Drawer, Group, ScrollArea, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface SqlDrawerProps {
  sql: readonly string[];
  opened: boolean;
  onClose: () => void;
}

/** The SQL that gave the numbers, values filled in. */
export function SqlDrawer({ sql, opened, onClose }: SqlDrawerProps) {
  const { t } = useTranslation("parts");
  const text = sql.map((one) => `${one.trim()};`).join("\n\n");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={t("sql.title")}
      size="xl"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack>
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t("sql.explain")}
          </Text>
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              >
                {copied ? t("copied") : t("copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
        <ScrollArea type="auto">
          <Code block fz="0.8rem">
            {text}
          </Code>
        </ScrollArea>
      </Stack>
    </Drawer>
  );
}
