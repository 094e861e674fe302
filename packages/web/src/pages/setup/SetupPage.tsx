import type { Me } from "@lepton/server";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe, useStatus } from "../../api/hooks/session.ts";
import { RoutePending } from "../../app/Fallbacks.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { EntranceFrame } from "../signIn/EntranceFrame.tsx";
import { FirstData } from "./FirstData.tsx";
import { OwnerForm } from "./OwnerForm.tsx";

/** First start: the owner's account, then the first numbers. */
export function SetupPage() {
  const { t } = useTranslation("setup");
  const status = useStatus();
  const me = useMe();
  const navigate = useNavigate();
  const [created, setCreated] = useState<Me | null>(null);
  const project = (created ?? me.data)?.projects[0];
  const isElsewhere = status.data && !status.data.needsOwner && me.isError && !created;
  useEffect(() => {
    if (isElsewhere) void navigate({ to: "/login" });
  }, [isElsewhere, navigate]);

  if (status.isPending || (status.data && !status.data.needsOwner && me.isPending)) return <RoutePending />;
  if (status.isError)
    return (
      <EntranceFrame title={t("owner.title")}>
        <ErrorState error={status.error} onRetry={() => status.refetch()} />
      </EntranceFrame>
    );
  if (project) return <FirstData projectId={project.id} />;
  return <OwnerForm onCreated={setCreated} />;
}
