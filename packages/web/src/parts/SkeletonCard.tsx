import { Card, Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

const widths = ["92%", "75%", "58%", "81%", "64%", "87%", "70%", "53%"];

/** Stands where a card will be, in its size, so that nothing jumps when it arrives. */
export function SkeletonCard({ height = 180, lines = 0 }: { height?: number; lines?: number }) {
  const { t } = useTranslation();
  return (
    <Card mih={height} aria-busy="true" aria-label={t("state.loading")}>
      <Stack gap="sm" h="100%">
        <Skeleton height={14} width="38%" />
        {widths.slice(0, lines).map((width) => (
          <Skeleton key={width} height={10} width={width} />
        ))}
        {lines === 0 && <Skeleton flex={1} mih={height - 90} radius="md" />}
      </Stack>
    </Card>
  );
}
