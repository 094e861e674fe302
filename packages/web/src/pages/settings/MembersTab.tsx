import type { Member, Role } from "@lepton/server";
import {
  ActionIcon,
  Badge,
  Button,
  Card,
  Group,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconTrash, IconUserPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChangeRole, useInviteMember, useMembers, useRemoveMember } from "../../api/hooks/members.ts";
import { useMe } from "../../api/hooks/session.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { CodeBlock } from "../data/Connect.tsx";

const roles: Role[] = ["owner", "editor", "viewer"];

/** Who uses Lepton, and how far. */
export function MembersTab() {
  const { id: project, role } = useProject();
  const members = useMembers(project);
  if (members.isError) return <ErrorState error={members.error} onRetry={members.refetch} />;
  if (members.isPending) return <SkeletonCard height={200} lines={4} />;
  return (
    <Stack gap="lg" maw={860}>
      <MemberTable items={members.data.items} isOwner={role === "owner"} />
      {role === "owner" && <Invite />}
    </Stack>
  );
}

function MemberTable({ items, isOwner }: { items: Member[]; isOwner: boolean }) {
  const { t } = useTranslation("settings");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const me = useMe();
  const change = useChangeRole(project);
  const remove = useRemoveMember(project);
  const [leaving, setLeaving] = useState<Member | null>(null);
  return (
    <>
      {change.error && <ErrorState error={change.error} compact />}
      <Card p={0}>
        <Table.ScrollContainer minWidth={560}>
          <Table horizontalSpacing="md" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("members.member")}</Table.Th>
                <Table.Th w={160}>{t("members.role")}</Table.Th>
                <Table.Th>{t("members.lastLogin")}</Table.Th>
                <Table.Th w={50} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((member) => {
                const isMe = member.id === me.data?.member.id;
                return (
                  <Table.Tr key={member.id}>
                    <Table.Td>
                      <Text size="sm" fw={600}>
                        {member.email}{" "}
                        {isMe && (
                          <Text span size="xs" c="dimmed" fw={400}>
                            ({t("members.you")})
                          </Text>
                        )}
                      </Text>
                      {!member.active && (
                        <Badge size="xs" color="honey">
                          {t("members.invited")}
                        </Badge>
                      )}
                    </Table.Td>
                    <Table.Td>
                      {isOwner && !isMe ? (
                        <Select
                          size="xs"
                          aria-label={t("members.roleOf", { email: member.email })}
                          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
                          value={member.role}
                          onChange={(next) => {
                            const chosen = roles.find((it) => it === next);
                            if (chosen) change.mutate({ id: member.id, role: chosen });
                          }}
                        />
                      ) : (
                        <Text size="sm">{t(`role.${member.role}`)}</Text>
                      )}
                    </Table.Td>
                    <Table.Td>
                      <Text size="sm" c="dimmed">
                        {format.instant(member.lastLoginAt, timezone)}
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      {isOwner && !isMe && (
                        <ActionIcon
                          variant="subtle"
                          color="red"
                          aria-label={t("members.removeNamed", { email: member.email })}
                          onClick={() => setLeaving(member)}
                        >
                          <IconTrash size={16} />
                        </ActionIcon>
                      )}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Card>
      <ConfirmModal
        opened={leaving !== null}
        title={t("members.confirm", { email: leaving?.email })}
        confirm={t("members.remove")}
        pending={remove.isPending}
        error={remove.error}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate(leaving.id, { onSuccess: () => setLeaving(null) })}
      >
        {t("members.confirmText")}
      </ConfirmModal>
    </>
  );
}

function Invite() {
  const { t } = useTranslation("settings");
  const { id: project } = useProject();
  const invite = useInviteMember(project);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email, role }, { onSuccess: () => setEmail("") });
  };
  const path = invite.data?.invitePath;
  return (
    <Card component="section">
      <Title order={2} size="h3" mb={4}>
        {t("members.invite")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t("members.inviteLead")}
      </Text>
      <form onSubmit={submit}>
        <Group align="flex-end">
          <TextInput
            flex={1}
            miw={220}
            type="email"
            label={t("members.email")}
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Select
            w={160}
            label={t("members.role")}
            data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
            value={role}
            onChange={(next) => setRole(roles.find((it) => it === next) ?? "editor")}
          />
          <Button type="submit" loading={invite.isPending} leftSection={<IconUserPlus size={16} />}>
            {t("members.make")}
          </Button>
        </Group>
        <Text size="xs" c="dimmed" mt={6}>
          {t(`roleHint.${role}`)}
        </Text>
      </form>
      {invite.error && <ErrorState error={invite.error} compact />}
      {invite.data && (
        <Stack gap={6} mt="md">
          <Text size="sm" role="status">
            {t(path ? "members.link" : "members.added", { email: invite.data.member.email })}
          </Text>
          {path && <CodeBlock code={`${window.location.origin}${path}`} label={t("members.invite")} />}
        </Stack>
      )}
    </Card>
  );
}
