import type { Model } from "@lepton/server";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArchive, IconRefresh, IconRocket, IconUsers } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePublish, useRetire, useScore } from "../../api/hooks/models.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useServerText } from "../../i18n/useServerText.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import { readyRecipes } from "./search.ts";

/** What may be done with a model, by role. */
export function Actions({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const navigate = useNavigate();
  const told = useServerText();
  const score = useScore(project);
  const ready = readyRecipes.find((it) => it === model.name);
  const say = (error: Error) => notifications.show({ color: "red", message: told.failure(error) });
  return (
    <>
      {canEdit && ready && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() =>
            navigate({ to: "/p/$project/models", params: { project }, search: { train: ready } })
          }
        >
          {t("action.again")}
        </Button>
      )}
      {canEdit && model.stage === "published" && (
        <Button
          variant="default"
          loading={score.isPending}
          leftSection={<IconUsers size={16} aria-hidden />}
          onClick={() =>
            score.mutate(model.id, {
              onSuccess: () => notifications.show({ message: t("action.scoring") }),
              onError: say,
            })
          }
        >
          {t("action.score")}
        </Button>
      )}
      {canEdit && <StageButton model={model} />}
      <MoreMenu model={model} />
    </>
  );
}

function StageButton({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const publish = usePublish(project);
  const retire = useRetire(project);
  const told = useServerText();
  const [asking, setAsking] = useState<"publish" | "retire" | null>(null);
  const isBetter = model.verdict.code === "better";
  const send = (anyway: boolean) =>
    publish.mutate(
      { model: model.id, anyway },
      {
        onSuccess: () => {
          setAsking(null);
          notifications.show({ message: t("action.published") });
        },
        onError: (error) => {
          if (asking === null) notifications.show({ color: "red", message: told.failure(error) });
        },
      },
    );
  return (
    <>
      {model.stage === "published" ? (
        <Button
          variant="default"
          leftSection={<IconArchive size={16} aria-hidden />}
          onClick={() => setAsking("retire")}
        >
          {t("action.retire")}
        </Button>
      ) : (
        <Button
          variant={isBetter ? "filled" : "default"}
          loading={publish.isPending}
          leftSection={<IconRocket size={16} aria-hidden />}
          onClick={() => (isBetter ? send(false) : setAsking("publish"))}
        >
          {t("action.publish")}
        </Button>
      )}
      <ConfirmModal
        opened={asking === "publish"}
        title={t("action.anywayTitle")}
        confirm={t("action.anyway")}
        pending={publish.isPending}
        error={publish.error}
        onClose={() => setAsking(null)}
        onConfirm={() => send(true)}
      >
        {t("action.anywayText")}
      </ConfirmModal>
      <ConfirmModal
        opened={asking === "retire"}
        title={t("action.retireTitle")}
        confirm={t("action.retire")}
        pending={retire.isPending}
        error={retire.error}
        onClose={() => setAsking(null)}
        onConfirm={() => retire.mutate(model.id, { onSuccess: () => setAsking(null) })}
      >
        {t("action.retireText", { property: model.personProperty })}
      </ConfirmModal>
    </>
  );
}
