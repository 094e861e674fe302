import type { Key, Scope } from "@lepton/server";
import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Card,
  Checkbox,
  CopyButton,
  Group,
  Modal,
  Stack,
  Table,
  Text,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck, IconCopy, IconPlus, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCreateKey, useKeys, useRevokeKey } from "../../api/hooks/keys.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { CodeBlock } from "./Connect.tsx";
import classes from "./data.module.css";

const scopes: Scope[] = ["query:read", "people:read", "import:write", "admin"];
/** A colon would name another file of texts. */
const textOf: Record<Scope, string> = {
  "query:read": "queryRead",
  "people:read": "peopleRead",
  "import:write": "importWrite",
  admin: "admin",
};

/** Write keys stand in web pages and can only send; personal keys are for programs and have scopes. */
export function KeysTab({ kind }: { kind: Key["kind"] }) {
  const { t } = useTranslation("data");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const keys = useKeys(project, canEdit);
  const [isMaking, { open, close }] = useDisclosure(false);
  if (!canEdit) return <Text c="dimmed">{t("keys.viewer")}</Text>;
  if (keys.isError) return <ErrorState error={keys.error} onRetry={keys.refetch} />;
  if (keys.isPending) return <SkeletonCard height={180} lines={3} />;
  const items = keys.data.items.filter((it) => it.kind === kind);
  return (
    <Stack gap="sm" maw={960}>
      <Group justify="space-between" align="flex-start">
        <Text size="sm" c="dimmed" maw={620}>
          {t(`keys.lead.${kind}`)}
        </Text>
        <Button leftSection={<IconPlus size={16} />} onClick={open}>
          {t("keys.make")}
        </Button>
      </Group>
      {items.length === 0 ? (
        <Card>
          <Text c="dimmed">{t(`keys.none.${kind}`)}</Text>
        </Card>
      ) : (
        <KeyTable items={items} />
      )}
      <Modal opened={isMaking} onClose={close} title={t(`keys.makeTitle.${kind}`)}>
        <MakeKey kind={kind} onClose={close} />
      </Modal>
    </Stack>
  );
}

function KeyTable({ items }: { items: Key[] }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const revoke = useRevokeKey(project);
  const [leaving, setLeaving] = useState<Key | null>(null);
  return (
    <>
      <Table.ScrollContainer minWidth={620} className={classes.frame}>
        <Table horizontalSpacing="md" verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("keys.name")}</Table.Th>
              <Table.Th>{t("keys.key")}</Table.Th>
              <Table.Th>{t("keys.lastUsed")}</Table.Th>
              <Table.Th w={60} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((key) => (
              <Table.Tr key={key.id}>
                <Table.Td>
                  <Text size="sm" fw={600}>
                    {key.name}
                  </Text>
                  <Group gap={4}>
                    {key.scopes.map((scope) => (
                      <Badge key={scope} size="xs" color="gray">
                        {t(`keys.scope.${textOf[scope]}.name`)}
                      </Badge>
                    ))}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Group gap={6} wrap="nowrap">
                    <Text size="sm" ff="monospace">
                      {key.value ?? `${key.prefix}…`}
                    </Text>
                    {key.value && (
                      <CopyButton value={key.value}>
                        {({ copied, copy }) => (
                          <Tooltip label={t(copied ? "connect.copied" : "connect.copy")}>
                            <ActionIcon variant="subtle" onClick={copy} aria-label={t("connect.copy")}>
                              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                            </ActionIcon>
                          </Tooltip>
                        )}
                      </CopyButton>
                    )}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" c="dimmed">
                    {key.lastUsedAt ? format.instant(key.lastUsedAt, timezone) : t("keys.never")}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Tooltip label={t("keys.revoke")}>
                    <ActionIcon
                      variant="subtle"
                      color="red"
                      aria-label={t("keys.revokeNamed", { name: key.name })}
                      onClick={() => setLeaving(key)}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Tooltip>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <ConfirmModal
        opened={leaving !== null}
        title={t("keys.confirm", { name: leaving?.name })}
        confirm={t("keys.revoke")}
        pending={revoke.isPending}
        error={revoke.error}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && revoke.mutate(leaving.id, { onSuccess: () => setLeaving(null) })}
      >
        {t("keys.confirmText")}
      </ConfirmModal>
    </>
  );
}

function MakeKey({ kind, onClose }: { kind: Key["kind"]; onClose(): void }) {
  const { t } = useTranslation("data");
  const { id: project } = useProject();
  const create = useCreateKey(project);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Scope[]>(["query:read", "people:read"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ kind, name, ...(kind === "personal" ? { scopes: chosen } : {}) });
  };
  if (create.data)
    return (
      <Stack>
        <Alert color="honey">{t(kind === "personal" ? "keys.once" : "keys.made")}</Alert>
        <CodeBlock code={create.data.secret} label={t("keys.key")} />
        <Button onClick={onClose}>{t("keys.done")}</Button>
      </Stack>
    );
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t("keys.name")}
          placeholder={t(`keys.example.${kind}`)}
          required
          data-autofocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === "personal" && (
          <Checkbox.Group
            label={t("keys.scopes")}
            value={chosen}
            onChange={(next) => setChosen(scopes.filter((it) => next.includes(it)))}
          >
            <Stack gap={8} mt={6}>
              {scopes.map((scope) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={t(`keys.scope.${textOf[scope]}.name`)}
                  description={t(`keys.scope.${textOf[scope]}.text`)}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        {create.error && <ErrorState error={create.error} compact />}
        <Button
          type="submit"
          loading={create.isPending}
          disabled={kind === "personal" && chosen.length === 0}
        >
          {t("keys.make")}
        </Button>
      </Stack>
    </form>
  );
}
