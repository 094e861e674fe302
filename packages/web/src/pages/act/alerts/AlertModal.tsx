import type { AlertRule, Insight } from "@lepton/server";
import { Button, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCreateAlert } from "../../../api/hooks/act.ts";
import { useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SecretModal } from "../audiences/Secret.tsx";

interface AlertModalProps {
  opened: boolean;
  /** Saved trends. */
  trends: Insight[];
  insight?: string | undefined;
  onClose(): void;
}

export function AlertModal({ opened, trends, insight, onClose }: AlertModalProps) {
  const { t } = useTranslation(["act", "parts"]);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      <Modal
        opened={opened && secret === null}
        onClose={onClose}
        title={t("alert.make")}
        closeButtonProps={{ "aria-label": t("parts:close") }}
      >
        {opened && (
          <Form
            trends={trends}
            first={insight}
            onMade={(made) => {
              setSecret(made);
              if (made === null) onClose();
            }}
          />
        )}
      </Modal>
      <SecretModal
        secret={secret}
        onClose={() => {
          setSecret(null);
          onClose();
        }}
      />
    </>
  );
}

/** What the series of a trend are called. */
export function seriesOf({ question }: Insight, formula: string): string[] {
  if (question.kind !== "trends") return [];
  if (question.formula) return [formula];
  return question.series.map(
    ({ event, label }, i) => `${String.fromCharCode(65 + i)} · ${label ?? event ?? "*"}`,
  );
}

type RuleChoice = "unusual" | "above" | "below";

function Form({
  trends,
  first,
  onMade,
}: {
  trends: Insight[];
  first: string | undefined;
  onMade(secret: string | null): void;
}) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const create = useCreateAlert(project);
  const [insight, setInsight] = useState(first ?? trends[0]?.id ?? "");
  const [series, setSeries] = useState(0);
  const [choice, setChoice] = useState<RuleChoice>("unusual");
  const [direction, setDirection] = useState<"any" | "up" | "down">("any");
  const [value, setValue] = useState<number>(0);
  const [schedule, setSchedule] = useState<"hourly" | "daily">("daily");
  const [webhookUrl, setWebhookUrl] = useState("");
  const [typed, setTyped] = useState<string | null>(null);
  const chosen = trends.find(({ id }) => id === insight);
  const names = chosen ? seriesOf(chosen, t("alert.formula")) : [];
  const proposed = t(`alert.named.${choice}`, { name: chosen?.name ?? "", value });
  const rule: AlertRule =
    choice === "unusual" ? { kind: "unusual", direction } : { kind: "threshold", op: choice, value };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          {
            name: (typed ?? proposed).trim().slice(0, 200),
            insight,
            series,
            rule,
            schedule,
            webhookUrl: webhookUrl.trim() || null,
          },
          { onSuccess: (made) => onMade(made.secret) },
        );
      }}
    >
      <Stack>
        <Select
          label={t("alert.trend")}
          description={t("alert.trendHint")}
          required
          searchable
          data={trends.map(({ id, name }) => ({ value: id, label: name }))}
          value={insight || null}
          onChange={(next) => {
            setInsight(next ?? "");
            setSeries(0);
          }}
        />
        {names.length > 1 && (
          <Select
            label={t("alert.series")}
            data={names.map((label, i) => ({ value: String(i), label }))}
            value={String(series)}
            onChange={(next) => setSeries(Number(next ?? 0))}
          />
        )}
        <Group align="flex-end" grow preventGrowOverflow={false}>
          <Select
            label={t("alert.when")}
            data={(["unusual", "above", "below"] as const).map((it) => ({
              value: it,
              label: t(`alert.rule.${it}`),
            }))}
            value={choice}
            onChange={(next) => next && setChoice(next as RuleChoice)}
          />
          {choice === "unusual" ? (
            <Select
              label={t("alert.direction")}
              data={(["any", "up", "down"] as const).map((it) => ({ value: it, label: t(`alert.to.${it}`) }))}
              value={direction}
              onChange={(next) => next && setDirection(next as typeof direction)}
            />
          ) : (
            <NumberInput
              label={t("alert.value")}
              required
              value={value}
              onChange={(next) => typeof next === "number" && setValue(next)}
            />
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t(choice === "unusual" ? "alert.unusualHint" : "alert.thresholdHint")}
        </Text>
        <Select
          label={t("alert.schedule")}
          data={(["hourly", "daily"] as const).map((it) => ({ value: it, label: t(`schedule.${it}`) }))}
          value={schedule}
          onChange={(next) => next && setSchedule(next as typeof schedule)}
        />
        <TextInput
          type="url"
          label={t("alert.webhook")}
          description={t("alert.webhookHint")}
          placeholder="https://chat.example.com/hooks/lepton"
          maxLength={2000}
          value={webhookUrl}
          onChange={({ currentTarget }) => setWebhookUrl(currentTarget.value)}
        />
        <TextInput
          label={t("alert.name")}
          maxLength={200}
          value={typed ?? proposed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {create.isError && <ErrorState error={create.error} compact />}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={insight === ""}>
            {t("alert.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
