import { useTranslation } from "react-i18next";
import { PageHeader } from "../../parts/PageHeader.tsx";

export function DashboardPage() {
  const { t } = useTranslation();
  return <PageHeader title={t("nav.dashboards")} />;
}
