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
  const { items, same } = similar.data;
  return (
    <Stack gap={4}>
      {same > 0 && <Text size="xs">{t("similar.same", { count: same, shown: format.number(same) })}</Text>}
      <Text size="xs" fw={items.length > 0 ? 600 : 400}>
        {t(items.length > 0 ? "similar.title" : "similar.none")}
      </Text>
      {items.map(({ id, text, people, likeness }) => (
        <button key={id} type="button" className={classes.similar} onClick={() => onEntry(id)}>
          <span>{text}</span>
          <Text span size="xs" c="dimmed" className={classes.nowrap}>
            {t("themes.people", { count: people, shown: format.number(people) })} ·{" "}
            {t("similar.likeness", { share: format.share(likeness, 0) })}
          </Text>
        </button>
      ))}
    </Stack>
  );
}
