import type { Model } from "@lepton/server";
import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconDownload, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRemoveModel } from "../../api/hooks/models.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { downloadText } from "../../charts/download.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { leaderboardCsv } from "./quality/csv.ts";
import { useWords } from "./useWords.ts";

/** Downloads, and what is rarely wanted. */
export function MoreMenu({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const navigate = useNavigate();
  const remove = useRemoveModel(project);
  const [isAsking, setAsking] = useState(false);
  const title = `${model.name}-v${model.version}`;
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t("action.more")}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("action.download")}</Menu.Label>
          <Menu.Item
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() => downloadText(title, "json", json(model))}
          >
            {t("download.report")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() => downloadText(`${title}-recipe`, "json", json(model.recipe))}
          >
            {t("download.recipe")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() =>
              downloadText(`${title}-leaderboard`, "csv", leaderboardCsv(model.leaderboard, words.estimator))
            }
          >
            {t("download.leaderboard")}
          </Menu.Item>
          {canEdit && (
            <>
              <Menu.Divider />
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={15} aria-hidden />}
                onClick={() => setAsking(true)}
              >
                {t("action.remove")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmModal
        opened={isAsking}
        title={t("action.removeTitle")}
        confirm={t("action.remove")}
        pending={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          remove.mutate(model.id, {
            onSuccess: () => {
              notifications.show({ message: t("action.removed") });
              return navigate({ to: "/p/$project/models", params: { project }, search: {} });
            },
          })
        }
      >
        {t("action.removeText")}
      </ConfirmModal>
    </>
  );
}
