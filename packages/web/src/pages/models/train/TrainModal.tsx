import type { ReadyRecipe } from "@lepton/server";
import { Modal, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRecipes } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { TrainFields } from "./TrainFields.tsx";

/** Asks what to train; opened by the address. */
export function TrainModal({ ready, onClose }: { ready: ReadyRecipe | null; onClose: () => void }) {
  const { t } = useTranslation(["models", "parts"]);
  return (
    <Modal
      opened={ready !== null}
      onClose={onClose}
      size="lg"
      title={ready ? t(`recipe.${ready}.train`) : ""}
      closeButtonProps={{ "aria-label": t("parts:close") }}
    >
      {ready && <Asked key={ready} ready={ready} onClose={onClose} />}
    </Modal>
  );
}

function Asked({ ready, onClose }: { ready: ReadyRecipe; onClose: () => void }) {
  const { id: project } = useProject();
  const recipes = useRecipes(project);
  if (recipes.isError) return <ErrorState error={recipes.error} onRetry={recipes.refetch} />;
  const proposal = recipes.data?.items.find(({ id }) => id === ready);
  if (!proposal)
    return (
      <Stack>
        <SkeletonCard height={260} lines={5} />
      </Stack>
    );
  return <TrainFields proposal={proposal} onClose={onClose} />;
}
