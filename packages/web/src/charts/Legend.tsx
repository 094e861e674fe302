import { Group, Text } from "@mantine/core";

export interface LegendItem {
  color: string;
  name: string;
  note?: string;
  isDashed?: boolean;
}

/** Names of the series in words beside their colour. */
export function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <Group component="ul" m={0} p={0} style={{ listStyle: "none", gap: "4px 16px" }}>
      {items.map(({ color, name, note, isDashed }) => (
        <Group key={`${name}${note ?? ""}`} component="li" gap={6} wrap="nowrap">
          <span
            aria-hidden
            style={
              isDashed
                ? { width: 14, borderTop: `2px dashed ${color}` }
                : { width: 10, height: 10, borderRadius: 3, background: color, flex: "none" }
            }
          />
          <Text size="sm" truncate maw={240}>
            {name}
          </Text>
          {note && (
            <Text size="sm" c="dimmed">
              {note}
            </Text>
          )}
        </Group>
      ))}
    </Group>
  );
}
