import { Box, Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { LanguageMenu, SchemeToggle } from "../../app/TopBar.tsx";
import { Logo } from "../../parts/Logo.tsx";

interface EntranceFrameProps {
  title: string;
  lead?: ReactNode;
  /** Width of the card in pixels. */
  width?: number;
  children: ReactNode;
}

/** The pages before one is inside: setup, sign-in, invite. */
export function EntranceFrame({ title, lead, width = 420, children }: EntranceFrameProps) {
  useDocumentTitle(`${title} · Lepton`);
  return (
    <Box mih="100dvh" style={{ background: "var(--lepton-canvas)" }}>
      <Group justify="space-between" p="md" component="header">
        <Logo size={30} />
        <Group gap={4}>
          <LanguageMenu />
          <SchemeToggle />
        </Group>
      </Group>
      <Center component="main" px="md" pb={64} pt={{ base: 8, sm: 40 }}>
        <Stack gap="lg" w="100%" maw={width}>
          <Stack gap={6}>
            <Title order={1} fz="1.75rem">
              {title}
            </Title>
            {lead && (
              <Text c="dimmed" component="div">
                {lead}
              </Text>
            )}
          </Stack>
          <Paper p={{ base: "md", sm: "xl" }}>{children}</Paper>
        </Stack>
      </Center>
    </Box>
  );
}
