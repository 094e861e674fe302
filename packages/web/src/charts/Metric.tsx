import { Stack, Text, Tooltip } from "@mantine/core";

/** One figure with its name; the hint says how it is computed. */
export function Metric({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const name = (
    <Text
      size="xs"
      c="dimmed"
      {...(hint
        ? {
            tabIndex: 0,
            style: { textDecoration: "underline dotted", textUnderlineOffset: 3, cursor: "help" },
          }
        : {})}
    >
      {label}
    </Text>
  );
  return (
    <Stack gap={1}>
      {hint ? <Tooltip label={hint}>{name}</Tooltip> : name}
      <Text fz="1.4rem" fw={650} lh={1.15}>
        {value}
      </Text>
    </Stack>
  );
}
