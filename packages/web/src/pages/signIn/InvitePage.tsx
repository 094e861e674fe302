import { Button, PasswordInput, Stack } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAcceptInvite } from "../../api/hooks/session.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { EntranceFrame } from "./EntranceFrame.tsx";

const route = getRouteApi("/invite/$token");
export const minPassword = 10;

/** Somebody was invited: a password makes the account theirs. */
export function InvitePage() {
  const { t } = useTranslation("setup");
  const { token } = route.useParams();
  const navigate = useNavigate();
  const accept = useAcceptInvite();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate({ token, password }, { onSuccess: () => navigate({ to: "/" }) });
  };
  return (
    <EntranceFrame title={t("invite.title")} lead={t("invite.lead")}>
      <form onSubmit={submit}>
        <Stack>
          <PasswordInput
            label={t("newPassword")}
            description={t("passwordHint", { count: minPassword })}
            name="password"
            autoComplete="new-password"
            minLength={minPassword}
            required
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {accept.error && <ErrorState error={accept.error} compact />}
          <Button type="submit" size="md" loading={accept.isPending}>
            {t("invite.submit")}
          </Button>
        </Stack>
      </form>
    </EntranceFrame>
  );
}
