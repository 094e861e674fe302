import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useCreateKey, useKeys } from "../../api/hooks/keys.ts";
import { useCanEdit } from "../../app/project.tsx";

/** The project's write key; the first one is made when there is none yet and the member may. */
export function useWriteKey(project: string): { value: string | null; error: unknown } {
  const { t } = useTranslation("data");
  const canEdit = useCanEdit();
  const keys = useKeys(project, canEdit);
  const create = useCreateKey(project);
  const found = keys.data?.items.find((it) => it.kind === "write")?.value ?? null;
  const isMissing = keys.data !== undefined && found === null;
  const { mutate, isIdle } = create;
  useEffect(() => {
    if (isMissing && isIdle) mutate({ kind: "write", name: t("keys.firstName") });
  }, [isMissing, isIdle, mutate, t]);
  return { value: found ?? create.data?.secret ?? null, error: keys.error ?? create.error };
}
