import type { Survey } from "@lepton/server";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";

/** Makes the standard product–market-fit survey, or takes the draft that is there, and starts it. */
export function useStartSurvey(project: string) {
  const client = useQueryClient();
  const base = `/api/projects/${project}/surveys`;
  return useMutation({
    mutationFn: async (name: string) => {
      const list = await api.get<{ items: Survey[] }>(base);
      const draft =
        list.items.find((it) => it.kind === "pmf" && it.status === "draft") ??
        (await api.post<Survey>(base, { name, kind: "pmf" }));
      return api.patch<Survey>(`${base}/${draft.id}`, { status: "running" });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", project, "surveys"] }),
  });
}
