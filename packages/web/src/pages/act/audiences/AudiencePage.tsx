import type { Audience } from "@lepton/server";
import { Button, Card, Menu, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconDots,
  IconDownload,
  IconFlask2,
  IconKey,
  IconMessage2Question,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  experiments,
  useAudience,
  useDeliver,
  useExperimentResults,
  useNewSecret,
  useRemoveAudience,
} from "../../../api/hooks/act.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { useServerText } from "../../../i18n/useServerText.ts";
import { ConfirmModal } from "../../../parts/ConfirmModal.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { PageHeader } from "../../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { Results } from "../experiments/Results.tsx";
import { DeliveryLog } from "./DeliveryLog.tsx";
import { Preview } from "./Preview.tsx";
import { SecretModal } from "./Secret.tsx";
import { WebhookCard } from "./WebhookCard.tsx";

const route = getRouteApi("/p/$project/act/audiences/$audience");

export function AudiencePage() {
  const { id: project } = useProject();
  const { audience } = route.useParams();
  const found = useAudience(project, audience);
  if (found.isError) return <ErrorState error={found.error} onRetry={found.refetch} />;
  if (found.isPending) return <SkeletonCard height={300} lines={6} />;
  return <Loaded audience={found.data} />;
}

function Loaded({ audience }: { audience: Audience }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { timezone } = useProject();
  const canEdit = useCanEdit();
  const { id, name, who, holdout, delivered, heldOut, lastRunAt, lastProblem, experiment, webhookUrl } =
    audience;
  return (
    <>
      <PageHeader
        title={name}
        subtitle={
          lastRunAt
            ? t("audience.lastRun", { at: format.instant(lastRunAt, timezone) })
            : t("audience.notYet")
        }
        actions={canEdit && <Actions audience={audience} />}
      />
      <Stack gap="lg">
        {lastProblem && (
          <Text c="red" size="sm" role="alert">
            {t("audience.failedWith", { problem: lastProblem })}
          </Text>
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Card component="section" aria-labelledby="now">
            <Title order={3} id="now" mb="xs">
              {t("audience.now")}
            </Title>
            <Preview who={who} holdout={holdout} />
            {lastRunAt && (
              <Text size="sm" mt="sm">
                {t("audience.holds", {
                  delivered: format.number(delivered),
                  heldOut: format.number(heldOut),
                })}
              </Text>
            )}
          </Card>
          <WebhookCard audience={audience} />
        </SimpleGrid>
        {experiment !== null && <Effect experiment={experiment} isRun={lastRunAt !== null} />}
        {webhookUrl !== null && <DeliveryLog subject={id} />}
      </Stack>
    </>
  );
}

/** What being delivered changed, against those held out. */
function Effect({ experiment, isRun }: { experiment: string; isRun: boolean }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const one = experiments.useOne(project, experiment);
  const results = useExperimentResults(project, experiment, isRun);
  return (
    <section aria-labelledby="effect">
      <Title order={2} id="effect" mb={4}>
        {t("effect.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={680}>
        {t(isRun ? "effect.lead" : "effect.notYet")}
      </Text>
      {results.isError && <ErrorState error={results.error} onRetry={results.refetch} />}
      {one.data && results.data && <Results experiment={one.data} results={results.data} />}
    </section>
  );
}

function Actions({ audience: { id, name, webhookUrl } }: { audience: Audience }) {
  const { t } = useTranslation(["act", "parts"]);
  const format = useFormat();
  const { failure } = useServerText();
  const { id: project } = useProject();
  const navigate = route.useNavigate();
  const deliver = useDeliver(project);
  const remove = useRemoveAudience(project);
  const secret = useNewSecret(project, "audiences");
  const [asking, setAsking] = useState<"remove" | "secret" | null>(null);
  return (
    <>
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        loading={deliver.isPending}
        onClick={() =>
          deliver.mutate(id, {
            onSuccess: ({ added, removed, heldOut }) =>
              notifications.show({
                message: t("audience.ran", {
                  added: format.number(added),
                  removed: format.number(removed),
                  heldOut: format.number(heldOut),
                }),
              }),
            onError: (error) => notifications.show({ color: "red", message: failure(error) }),
          })
        }
      >
        {t(webhookUrl === null ? "audience.update" : "audience.deliver")}
      </Button>
      <Button
        variant="default"
        component="a"
        href={`/api/projects/${project}/audiences/${id}/export`}
        download
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t("audience.export")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDots size={16} aria-hidden />}>
            {t("audience.more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconMessage2Question size={16} aria-hidden />}
            renderRoot={(props) => (
              <Link
                to="/p/$project/surveys/$survey"
                params={{ project, survey: "new" }}
                search={{ kind: "csat", audience: id }}
                {...props}
              />
            )}
          >
            {t("audience.survey")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFlask2 size={16} aria-hidden />}
            renderRoot={(props) => (
              <Link
                to="/p/$project/act"
                params={{ project }}
                search={{ tab: "experiments", make: true, audience: id }}
                {...props}
              />
            )}
          >
            {t("audience.experiment")}
          </Menu.Item>
          {webhookUrl !== null && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setAsking("secret")}>
              {t("secret.new")}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsking("remove")}
          >
            {t("audience.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmModal
        opened={asking !== null}
        title={t(asking === "secret" ? "secret.newTitle" : "audience.removeTitle", { name })}
        confirm={t(asking === "secret" ? "secret.new" : "audience.remove")}
        pending={remove.isPending || secret.isPending}
        error={remove.error ?? secret.error}
        onClose={() => setAsking(null)}
        onConfirm={() =>
          asking === "secret"
            ? secret.mutate(id, { onSuccess: () => setAsking(null) })
            : remove.mutate(id, {
                onSuccess: () =>
                  navigate({ to: "/p/$project/act", params: { project }, search: { tab: "audiences" } }),
              })
        }
      >
        {t(asking === "secret" ? "secret.newText" : "audience.removeText")}
      </ConfirmModal>
      <SecretModal secret={secret.data?.secret ?? null} onClose={() => secret.reset()} />
    </>
  );
}
