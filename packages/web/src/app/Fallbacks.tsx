import { Box, Button, Center, Loader, Stack, Text } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { statusQuery } from "../api/hooks/session.ts";
import { EmptyState } from "../parts/EmptyState.tsx";
import { ErrorState } from "../parts/ErrorState.tsx";
import { SkeletonCard } from "../parts/SkeletonCard.tsx";

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Box maw={640} mx="auto" p="xl">
      <ErrorState
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Box>
  );
}

export function RouteNotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={IconMapOff}
      title={t("notFound.title")}
      actions={<Button renderRoot={(props) => <Link to="/" {...props} />}>{t("notFound.home")}</Button>}
    >
      {t("notFound.text")}
    </EmptyState>
  );
}

/** While a page's code or data is fetched. */
export function PagePending() {
  return <SkeletonCard height={420} />;
}

const statusEveryMs = 1_000;

/** While a page loads; where that is because the server still opens its warehouse, it says so. */
export function RoutePending() {
  const { t } = useTranslation();
  const { data: status } = useQuery({
    ...statusQuery,
    refetchInterval: ({ state }) => (state.data?.ready === false ? statusEveryMs : false),
  });
  return (
    <Center mih="60dvh">
      <Stack align="center" gap="xs">
        <Loader size="sm" type="dots" />
        <Text c="dimmed" size="sm" role="status">
          {t(status?.ready === false ? "state.opening" : "state.loading")}
        </Text>
      </Stack>
    </Center>
  );
}
