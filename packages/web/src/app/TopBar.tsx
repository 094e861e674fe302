import {
  ActionIcon,
  Button,
  Group,
  Kbd,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import {
  IconCheck,
  IconChevronDown,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUserCircle,
  IconWorld,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLogout, useMe } from "../api/hooks/session.ts";
import { changeLanguage, languageNames, languages } from "../i18n/index.ts";
import { Logo } from "../parts/Logo.tsx";
import { useProject } from "./project.tsx";

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function TopBar() {
  const { t } = useTranslation();
  return (
    <Group flex={1} gap="sm" wrap="nowrap" justify="space-between" miw={0}>
      <Group gap="sm" wrap="nowrap" miw={0}>
        <Logo />
        <ProjectSwitcher />
      </Group>
      <UnstyledButton onClick={spotlight.open} visibleFrom="sm" style={searchStyle}>
        <IconSearch size={15} aria-hidden />
        <Text size="sm" c="dimmed" flex={1}>
          {t("command.hint")}
        </Text>
        <Kbd size="xs" aria-hidden>
          {isMac ? "⌘ K" : "Ctrl K"}
        </Kbd>
      </UnstyledButton>
      <Group gap={4} wrap="nowrap">
        <ActionIcon
          hiddenFrom="sm"
          variant="subtle"
          color="gray"
          onClick={spotlight.open}
          aria-label={t("command.open")}
        >
          <IconSearch size={18} />
        </ActionIcon>
        <Zone />
        <LanguageMenu />
        <SchemeToggle />
        <AccountMenu />
      </Group>
    </Group>
  );
}

const searchStyle = {
  display: "flex",
  alignItems: "center",
  gap: 8,
  width: "min(340px, 30vw)",
  padding: "5px 10px",
  border: "1px solid var(--mantine-color-default-border)",
  borderRadius: 8,
  background: "var(--lepton-sunken)",
} as const;

function ProjectSwitcher() {
  const { t } = useTranslation();
  const project = useProject();
  const { data: me } = useMe();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          maw={{ base: 130, xs: 220 }}
          rightSection={<IconChevronDown size={14} />}
          aria-label={t("project.switch", { name: project.name })}
        >
          <Text truncate fw={600} size="sm" c="var(--mantine-color-text)">
            {project.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("project.label")}</Menu.Label>
        {me?.projects.map(({ id, name }) => (
          <Menu.Item
            key={id}
            onClick={() => navigate({ to: "/p/$project", params: { project: id } })}
            rightSection={id === project.id ? <IconCheck size={14} /> : null}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => navigate({ to: "/p/$project/settings", params: { project: project.id } })}>
          {t("project.settings")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** All times and days on screen are of this zone: said once, always in sight. */
function Zone() {
  const { t, i18n } = useTranslation();
  const { timezone } = useProject();
  const now = new Intl.DateTimeFormat(i18n.resolvedLanguage, {
    timeZone: timezone,
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date());
  return (
    <Tooltip label={t("zone.explain", { zone: timezone, now })}>
      <Group
        gap={5}
        visibleFrom="lg"
        wrap="nowrap"
        px={6}
        tabIndex={0}
        aria-label={t("zone.explain", { zone: timezone, now })}
      >
        <IconWorld size={15} aria-hidden color="var(--mantine-color-dimmed)" />
        <Text size="xs" c="dimmed">
          {timezone}
        </Text>
      </Group>
    </Tooltip>
  );
}

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("language.label")}>
          <IconLanguage size={19} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => changeLanguage(language)}
            rightSection={i18n.resolvedLanguage === language ? <IconCheck size={14} /> : null}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function SchemeToggle() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const isDark = scheme === "dark";
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t(isDark ? "scheme.toLight" : "scheme.toDark")}
      onClick={() => setColorScheme(isDark ? "light" : "dark")}
    >
      {isDark ? <IconSun size={19} stroke={1.7} /> : <IconMoon size={19} stroke={1.7} />}
    </ActionIcon>
  );
}

function AccountMenu() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const project = useProject();
  const logout = useLogout();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("account.label")}>
          <IconUserCircle size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me?.member.email} · {t(`role.${project.role}`)}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => logout.mutate(undefined, { onSuccess: () => navigate({ to: "/login" }) })}
        >
          {t("account.logout")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
