import { Card, Group, Stack, Text } from "@mantine/core";
import { Whisker } from "../Whisker.tsx";

/** What a result looks like, for the empty page. */
export function SampleResult() {
  const rows = [
    [-0.01, 0.021, 0.05],
    [0.012, 0.034, 0.056],
    [-0.02, 0.004, 0.03],
  ] as const;
  return (
    <Card mih={260}>
      <Stack gap="lg" p="md">
        {rows.map(([low, value, high]) => (
          <Group key={value} wrap="nowrap">
            <Text w={90}>{(100 * (0.2 + value)).toFixed(1)} %</Text>
            <div style={{ flex: 1 }}>
              <Whisker low={low} value={value} high={high} from={-0.06} to={0.06} tone="open" label="" />
            </div>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
