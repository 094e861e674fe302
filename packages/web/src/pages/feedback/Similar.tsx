import { Loader, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSimilarFeedback } from "../../api/hooks/feedback.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import classes from "./feedback.module.css";

/** What others said that is most like it. */
export function Similar({ entry, onEntry }: { entry: string; onEntry(entry: string): void }) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { id: project } = useProject();
  const similar = useSimilarFeedback(project, entry);
  if (similar.isError) return <ErrorState error={similar.error} compact />;
  if (similar.isPending) return <Loader size="xs" aria-label={t("similar.loading")} />;
  const { items } = similar.data;
  if (items.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t("similar.none")}
      </Text>
    );
  return (
    <Stack gap={4}>
      <Text size="xs" fw={600}>
        {t("similar.title")}
      </Text>
      {items.map(({ id, text, person, likeness }) => (
        <button key={id} type="button" className={classes.similar} onClick={() => onEntry(id)}>
          <span>{text}</span>
          <Text span size="xs" c="dimmed" className={classes.nowrap}>
            {person} · {t("similar.likeness", { share: format.share(likeness, 0) })}
          </Text>
        </button>
      ))}
    </Stack>
  );
}
