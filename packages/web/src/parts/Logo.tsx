import { Group, Text } from "@mantine/core";

/** The mark: a small particle on its orbit. */
export function Logo({ size = 26, withName = true }: { size?: number; withName?: boolean }) {
  return (
    <Group gap={8} wrap="nowrap">
      <svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Lepton">
        <rect width="32" height="32" rx="8" fill="#0b6e66" />
        <ellipse
          cx="16"
          cy="16"
          rx="11"
          ry="5"
          fill="none"
          stroke="#9fe0d3"
          strokeWidth="1.8"
          transform="rotate(-32 16 16)"
        />
        <circle cx="16" cy="16" r="4" fill="#fff" />
        <circle cx="24.4" cy="9.4" r="2.2" fill="#f2b654" />
      </svg>
      {withName && (
        <Text fw={700} visibleFrom="xs" aria-hidden style={{ letterSpacing: "-0.01em" }}>
          Lepton
        </Text>
      )}
    </Group>
  );
}
