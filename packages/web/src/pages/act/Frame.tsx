import { Table } from "@mantine/core";
import type { ReactNode } from "react";

/** A table in the look of a card, that scrolls sideways by itself. */
export function Frame({ minWidth, children }: { minWidth: number; children: ReactNode }) {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      bg="var(--lepton-surface)"
      style={{
        border: "1px solid var(--mantine-color-default-border)",
        borderRadius: "var(--mantine-radius-lg)",
      }}
    >
      <Table verticalSpacing="sm" horizontalSpacing="md">
        {children}
      </Table>
    </Table.ScrollContainer>
  );
}
