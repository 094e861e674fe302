import type { CreateKeyReply, CreateKeyRequest, KeyList } from "@lepton/server";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client.ts";

const keyOf = (project: string) => ["project", project, "keys"] as const;

export function useKeys(project: string, enabled = true) {
  return useQuery({
    queryKey: keyOf(project),
    enabled,
    queryFn: ({ signal }) => api.get<KeyList>(`/api/projects/${project}/keys`, { signal }),
  });
}

export function useCreateKey(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateKeyRequest) => api.post<CreateKeyReply>(`/api/projects/${project}/keys`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(project) }),
  });
}

export function useRevokeKey(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/projects/${project}/keys/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(project) }),
  });
}
