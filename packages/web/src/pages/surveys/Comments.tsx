import type { ResultOf } from "@lepton/growth";
import { Anchor, Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import classes from "./surveys.module.css";

const page = 20;

/** What people wrote, each with the answer it explains and the person who wrote it. */
export function Comments({ comments }: { comments: ResultOf<"survey">["comments"] }) {
  const { t } = useTranslation("surveys");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const [shown, setShown] = useState(page);
  if (comments.length === 0) return <Text c="dimmed">{t("noComments")}</Text>;
  return (
    <>
      {comments.slice(0, shown).map(({ personId, answer, text, at }) => (
        <div key={`${personId}${at}`} className={classes.comment}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <span className={classes.answer}>{answer}</span>
            <div style={{ minWidth: 0 }}>
              <Text style={{ overflowWrap: "anywhere" }}>{text}</Text>
              <Text size="xs" c="dimmed" mt={2}>
                <Anchor
                  size="xs"
                  renderRoot={(props) => (
                    <Link to="/p/$project/people/$person" params={{ project, person: personId }} {...props} />
                  )}
                >
                  {personId}
                </Anchor>{" "}
                · {format.instant(at, timezone)}
              </Text>
            </div>
          </Group>
        </div>
      ))}
      {comments.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + page)}>
          {t("moreComments", { count: comments.length - shown })}
        </Button>
      )}
    </>
  );
}
