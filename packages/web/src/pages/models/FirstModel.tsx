import { IconBrain } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ExamplePicture } from "./ExamplePicture.tsx";

/** What a model would tell, behind it a greyed picture of one. */
export function FirstModel() {
  const { t } = useTranslation("models");
  return (
    <EmptyState icon={IconBrain} title={t("empty.title")} sample={<ExamplePicture />}>
      {t("empty.text")}
    </EmptyState>
  );
}
