import { Box, Card, Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";

const people = [0.94, 0.91, 0.87, 0.82, 0.76];
const drivers = [0.42, 0.27, 0.16, 0.09, 0.05];
const names = ["recency_days", "quiet_ratio", "active_days", "gap_mean_days", "tenure_days"];

/** A model of an imagined product: invented numbers, drawn only behind the words of an empty page. */
export function ExamplePicture() {
  const { t } = useTranslation("models");
  const format = useFormat();
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} p="md" mih={300}>
      <Card>
        <Text fw={650} mb="md">
          {t("people.title")}
        </Text>
        <Stack gap="sm">
          {people.map((share, i) => (
            <Group key={share} wrap="nowrap">
              <Text size="sm" w={80}>
                {t("empty.person", { number: i + 1 })}
              </Text>
              <Progress value={share * 100} flex={1} aria-hidden />
              <Text size="sm">{format.share(share, 0)}</Text>
            </Group>
          ))}
        </Stack>
      </Card>
      {/* The words stand here. */}
      <Box visibleFrom="md" />
      <Card visibleFrom="md">
        <Text fw={650} mb="md">
          {t("drivers.title")}
        </Text>
        <Stack gap="sm">
          {drivers.map((share, i) => (
            <Group key={share} wrap="nowrap">
              <Text size="sm" w={150} truncate>
                {t(`feature.${names[i]}`)}
              </Text>
              <Progress value={share * 200} flex={1} aria-hidden />
            </Group>
          ))}
        </Stack>
      </Card>
    </SimpleGrid>
  );
}
