import {
  Button,
  Card,
  Group,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  Title,
  useMantineColorScheme,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChangePassword } from "../../api/hooks/members.ts";
import { useMe } from "../../api/hooks/session.ts";
import { changeLanguage, type Language, languageNames, languages } from "../../i18n/index.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { minPassword } from "../signIn/InvitePage.tsx";

const schemes = ["auto", "light", "dark"] as const;

/** Language, light or dark, password: one's own, not the project's. */
export function AccountTab() {
  const { t, i18n } = useTranslation("settings");
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap="lg" maw={560}>
      <Card component="section">
        <Title order={2} size="h3" mb="md">
          {t("account.looks")}
        </Title>
        <Stack gap="md">
          <div>
            <Text size="sm" fw={500} mb={5}>
              {t("account.language")}
            </Text>
            <SegmentedControl
              aria-label={t("account.language")}
              data={languages.map((value) => ({ value, label: languageNames[value] }))}
              value={i18n.resolvedLanguage ?? "en"}
              onChange={(value) => changeLanguage(value as Language)}
            />
          </div>
          <div>
            <Text size="sm" fw={500} mb={5}>
              {t("account.scheme")}
            </Text>
            <SegmentedControl
              aria-label={t("account.scheme")}
              data={schemes.map((value) => ({ value, label: t(`account.schemes.${value}`) }))}
              value={colorScheme}
              onChange={(value) => setColorScheme(value as (typeof schemes)[number])}
            />
          </div>
        </Stack>
      </Card>
      <Password email={me.data?.member.email ?? ""} />
    </Stack>
  );
}

function Password({ email }: { email: string }) {
  const { t } = useTranslation("settings");
  const change = useChangePassword();
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => {
          setCurrent("");
          setNew("");
          notifications.show({ message: t("account.changed") });
        },
      },
    );
  };
  return (
    <Card component="section">
      <Title order={2} size="h3" mb="md">
        {t("account.password")}
      </Title>
      <form onSubmit={submit}>
        <Stack gap="md">
          <input type="hidden" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={t("account.current")}
            autoComplete="current-password"
            required
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("account.new")}
            description={t("account.newHint", { count: minPassword })}
            autoComplete="new-password"
            required
            minLength={minPassword}
            value={newPassword}
            onChange={(event) => setNew(event.currentTarget.value)}
          />
          {change.error && <ErrorState error={change.error} compact />}
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t("account.change")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
