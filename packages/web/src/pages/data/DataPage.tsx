import { Card, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { FirstEvent } from "../setup/FirstEvent.tsx";
import { Connect } from "./Connect.tsx";
import { ImportTab } from "./import/ImportTab.tsx";
import { KeysTab } from "./KeysTab.tsx";
import { MarketTab } from "./market/MarketTab.tsx";
import { RejectsTab } from "./RejectsTab.tsx";
import { SchemaTab } from "./SchemaTab.tsx";
import { type DataTab, dataTabs } from "./search.ts";

const route = getRouteApi("/p/$project/data");

/** Everything that comes in: how to send it, files, what was refused, keys, market sizes, what was seen. */
export function DataPage() {
  const { t } = useTranslation("data");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = search.tab ?? "connect";
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("lead")} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => navigate({ search: { tab: next as DataTab } })}
      >
        <Tabs.List mb="lg">
          {dataTabs.map((it) => (
            <Tabs.Tab key={it} value={it}>
              {t(`tab.${it}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="connect">
          <Card maw={860}>
            <Connect
              {...(search.via ? { via: search.via } : {})}
              onVia={(via) => navigate({ search: { ...search, tab: "connect", via }, replace: true })}
            />
          </Card>
          <div style={{ maxWidth: 860, marginTop: 16 }}>
            <FirstEvent inPage />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="import">
          <ImportTab />
        </Tabs.Panel>
        <Tabs.Panel value="rejects">
          <RejectsTab />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <KeysTab kind="write" />
        </Tabs.Panel>
        <Tabs.Panel value="market">
          <MarketTab />
        </Tabs.Panel>
        <Tabs.Panel value="schema">
          <SchemaTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
