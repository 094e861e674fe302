import { useTranslation } from "react-i18next";
import { PageHeader } from "../../parts/PageHeader.tsx";

export function NewInsightPage() {
  const { t } = useTranslation();
  return <PageHeader title={t("nav.insights")} />;
}
export function SavedInsightPage() {
  const { t } = useTranslation();
  return <PageHeader title={t("nav.insights")} />;
}
