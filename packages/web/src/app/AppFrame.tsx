import { AppShell, Box, Burger, Group, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { SkeletonCard } from "../parts/SkeletonCard.tsx";
import { CommandMenu } from "./CommandMenu.tsx";
import { Navigation } from "./Navigation.tsx";
import { TopBar } from "./TopBar.tsx";
import { useShortcuts } from "./useShortcuts.ts";

/** The frame around every page of a project: navigation by the loop, top bar, command menu. */
export function AppFrame() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useShortcuts();
  // A page chosen on a phone closes the navigation that covers it.
  useEffect(() => {
    if (path) close();
  }, [path, close]);
  return (
    <AppShell
      header={{ height: 54 }}
      navbar={{ width: 224, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "md", md: "xl" }}
    >
      <a className="skip-link" href="#main">
        {t("skip")}
      </a>
      <AppShell.Header style={{ background: "var(--lepton-surface)", borderColor: "var(--lepton-line)" }}>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.open")} />
          <TopBar />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        component="nav"
        aria-label={t("nav.label")}
        style={{ background: "var(--lepton-surface)", borderColor: "var(--lepton-line)" }}
      >
        <ScrollArea style={{ flex: 1 }} type="auto" p="xs">
          <Navigation />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: "none" }}>
        <Box maw={1480} mx="auto">
          <Suspense fallback={<SkeletonCard height={420} />}>
            <Outlet />
          </Suspense>
        </Box>
      </AppShell.Main>
      <CommandMenu />
    </AppShell>
  );
}
