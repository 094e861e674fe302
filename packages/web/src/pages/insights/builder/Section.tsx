import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** A titled part of the builder. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Stack gap={6} component="section" aria-label={title}>
      <Group justify="space-between" mih={22}>
        <Text size="xs" fw={650} c="dimmed" style={{ letterSpacing: "0.03em" }}>
          {title}
        </Text>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}
