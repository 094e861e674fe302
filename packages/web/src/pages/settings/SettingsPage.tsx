import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { KeysTab } from "../data/KeysTab.tsx";
import { AccountTab } from "./AccountTab.tsx";
import { AuditTab } from "./AuditTab.tsx";
import { MembersTab } from "./MembersTab.tsx";
import { ProjectTab } from "./ProjectTab.tsx";
import { type SettingsTab, settingsTabs } from "./search.ts";

const route = getRouteApi("/p/$project/settings");

export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { role, name } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = search.tab ?? "project";
  return (
    <>
      <PageHeader title={t("title")} subtitle={name} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => navigate({ search: { tab: next as SettingsTab } })}
      >
        <Tabs.List mb="lg">
          {settingsTabs
            .filter((it) => it !== "audit" || role === "owner")
            .map((it) => (
              <Tabs.Tab key={it} value={it}>
                {t(`tab.${it}`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="project">
          <ProjectTab />
        </Tabs.Panel>
        <Tabs.Panel value="members">
          <MembersTab />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <KeysTab kind="personal" />
        </Tabs.Panel>
        <Tabs.Panel value="account">
          <AccountTab />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
