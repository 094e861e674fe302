import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLogin, useStatus } from "../../api/hooks/session.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { EntranceFrame } from "./EntranceFrame.tsx";

const route = getRouteApi("/login");

export function SignInPage() {
  const { t } = useTranslation("setup");
  const { next } = route.useSearch();
  const router = useRouter();
  const status = useStatus();
  const login = useLogin();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ email, password }, { onSuccess: () => router.history.push(next ?? "/") });
  };
  return (
    <EntranceFrame title={t("signIn.title")} lead={t("signIn.lead")}>
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
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {login.error && <ErrorState error={login.error} compact />}
          <Button type="submit" size="md" loading={login.isPending}>
            {t("signIn.submit")}
          </Button>
          {status.data?.needsOwner ? (
            <Anchor size="sm" renderRoot={(props) => <Link to="/setup" {...props} />}>
              {t("signIn.first")}
            </Anchor>
          ) : (
            <Text size="sm" c="dimmed">
              {t("signIn.forgot")}
            </Text>
          )}
        </Stack>
      </form>
    </EntranceFrame>
  );
}
