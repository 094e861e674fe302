import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { AlertsTab } from "./alerts/AlertsTab.tsx";
import { AudiencesTab } from "./audiences/AudiencesTab.tsx";
import { ExperimentsTab } from "./experiments/ExperimentsTab.tsx";
import { type ActTab, actTabs } from "./search.ts";

const route = getRouteApi("/p/$project/act");

/** What is done about what was learnt: try it, reach the people it is about, watch what follows. */
export function ActPage() {
  const { t } = useTranslation("act");
  const { tab = "experiments" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("lead")} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => navigate({ search: { tab: next as ActTab } })}
      >
        <Tabs.List mb="lg">
          {actTabs.map((it) => (
            <Tabs.Tab key={it} value={it}>
              {t(`tab.${it}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="experiments">
          <ExperimentsTab />
        </Tabs.Panel>
        <Tabs.Panel value="audiences">
          <AudiencesTab />
        </Tabs.Panel>
        <Tabs.Panel value="alerts">
          <AlertsTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
