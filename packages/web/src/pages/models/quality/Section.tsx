import { Group, Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface SectionProps {
  title: string;
  /** One sentence: how to read what follows. */
  text?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A card with its name and how to read it. */
export function Section({ title, text, actions, children }: SectionProps) {
  const id = useId();
  return (
    <Paper p="lg" component="section" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <div style={{ minWidth: 0, flex: "1 1 240px" }}>
          <Title order={2} id={id} size="h3">
            {title}
          </Title>
          {text && (
            <Text size="sm" c="dimmed" maw={720}>
              {text}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
