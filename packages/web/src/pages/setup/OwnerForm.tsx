import type { Me } from "@lepton/server";
import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSetup } from "../../api/hooks/session.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { EntranceFrame } from "../signIn/EntranceFrame.tsx";
import { minPassword } from "../signIn/InvitePage.tsx";

/** Email and password, nothing else; the zone is the browser's, the product's name comes in the next step. */
export function OwnerForm({ onCreated }: { onCreated(me: Me): void }) {
  const { t } = useTranslation("setup");
  const setup = useSetup();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setup.mutate(
      { email, password, projectName: t("owner.projectName"), timezone },
      { onSuccess: onCreated },
    );
  };
  return (
    <EntranceFrame title={t("owner.title")} lead={t("owner.lead")}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("email")}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("password")}
            description={t("passwordHint", { count: minPassword })}
            name="password"
            autoComplete="new-password"
            minLength={minPassword}
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {setup.error && <ErrorState error={setup.error} compact />}
          <Button type="submit" size="md" loading={setup.isPending}>
            {t("owner.submit")}
          </Button>
          <Text size="xs" c="dimmed">
            {t("owner.zone", { timezone })} {t("owner.private")}
          </Text>
        </Stack>
      </form>
    </EntranceFrame>
  );
}
