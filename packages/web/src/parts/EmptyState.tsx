import { Box, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: Icon;
  title: string;
  /** One sentence: what will stand here and the one step that is missing. */
  children: ReactNode;
  actions?: ReactNode;
  /** A picture of what it will look like, shown greyed behind the words. */
  sample?: ReactNode;
}

/** Teaches the next step; never an empty chart. */
export function EmptyState({ icon: Icon, title, children, actions, sample }: EmptyStateProps) {
  return (
    <Box pos="relative" style={{ borderRadius: "var(--mantine-radius-lg)", overflow: "hidden" }}>
      {sample && (
        <Box aria-hidden inert style={{ filter: "grayscale(1)", opacity: 0.22 }}>
          {sample}
        </Box>
      )}
      <Stack
        align="center"
        justify="center"
        gap="xs"
        ta="center"
        p="xl"
        mih={220}
        {...(sample ? { pos: "absolute" as const, inset: 0 } : {})}
      >
        <ThemeIcon size={46} radius="xl" variant="light">
          <Icon size={24} stroke={1.6} aria-hidden />
        </ThemeIcon>
        <Title order={3}>{title}</Title>
        <Text c="dimmed" maw={460}>
          {children}
        </Text>
        {actions && (
          <Group justify="center" mt="xs">
            {actions}
          </Group>
        )}
      </Stack>
    </Box>
  );
}
