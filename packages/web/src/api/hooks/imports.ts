import type { ImportMapping, ImportPreview, ImportState } from "@lepton/server";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, csrfToken } from "../client.ts";
import { ApiProblem, unreachable } from "../problem.ts";

const base = (project: string) => `/api/projects/${project}/imports`;
const keyOf = (project: string) => ["project", project, "imports"] as const;

export function useImports(project: string, enabled: boolean) {
  return useQuery({
    queryKey: keyOf(project),
    enabled,
    queryFn: ({ signal }) => api.get<{ items: ImportState[] }>(base(project), { signal }),
    staleTime: 5_000,
  });
}

/** One import; while it runs its state comes by server-sent events. */
export function useImport(project: string, id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [...keyOf(project), id],
    queryFn: ({ signal }) => api.get<ImportState>(`${base(project)}/${id}`, { signal }),
  });
  const isRunning = query.data?.state === "running";
  useEffect(() => {
    if (!isRunning) return;
    const source = new EventSource(`${base(project)}/${id}/stream`);
    source.addEventListener("import", (message: MessageEvent<string>) => {
      const state = JSON.parse(message.data) as ImportState;
      client.setQueryData([...keyOf(project), id], state);
      if (state.state === "running") return;
      source.close();
      void client.invalidateQueries({ queryKey: ["project", project], refetchType: "active" });
    });
    return () => source.close();
  }, [project, id, isRunning, client]);
  return query;
}

/** The guessed or corrected mapping and the events it makes. */
export function useImportPreview(project: string, id: string, mapping: ImportMapping | null) {
  return useQuery({
    queryKey: [...keyOf(project), id, "preview", mapping],
    queryFn: ({ signal }) =>
      api.post<ImportPreview>(`${base(project)}/${id}/preview`, mapping ? { mapping } : {}, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useImportActions(project: string, id: string) {
  const client = useQueryClient();
  const keep = (state: ImportState) => {
    client.setQueryData([...keyOf(project), id], state);
    void client.invalidateQueries({ queryKey: keyOf(project), exact: true });
  };
  return {
    start: useMutation({
      mutationFn: (mapping: ImportMapping) =>
        api.post<ImportState>(`${base(project)}/${id}/start`, { mapping }),
      onSuccess: keep,
    }),
    cancel: useMutation({
      mutationFn: () => api.post<ImportState>(`${base(project)}/${id}/cancel`),
      onSuccess: keep,
    }),
    remove: useMutation({
      mutationFn: () => api.delete(`${base(project)}/${id}`),
      onSuccess: () => client.invalidateQueries({ queryKey: keyOf(project), exact: true }),
    }),
  };
}

/** Sends a file as it is, telling how far it is: `fetch` cannot say. Rejects with `ApiProblem`, or `AbortError`. */
export function uploadFile(
  project: string,
  file: File,
  options: { onProgress(share: number): void; signal: AbortSignal },
): Promise<ImportState> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${base(project)}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("x-csrf-token", csrfToken());
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => options.onProgress(total === 0 ? 1 : loaded / total);
    request.onerror = () => reject(unreachable(null));
    request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as ImportState)
        : reject(
            request.response && typeof request.response === "object"
              ? new ApiProblem({ ...request.response, status: request.status })
              : unreachable(null),
          );
    options.signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
