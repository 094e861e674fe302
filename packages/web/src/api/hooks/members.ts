import type {
  AuditPage,
  CreateMemberReply,
  CreateMemberRequest,
  Member,
  MemberList,
  PasswordRequest,
  Project,
  Role,
  UpdateProjectRequest,
} from "@lepton/server";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client.ts";
import { meQuery } from "./session.ts";

const keyOf = (project: string) => ["project", project, "members"] as const;

export function useMembers(project: string) {
  return useQuery({
    queryKey: keyOf(project),
    queryFn: ({ signal }) => api.get<MemberList>(`/api/projects/${project}/members`, { signal }),
  });
}

function useMemberChange<Body, Reply>(project: string, call: (body: Body) => Promise<Reply>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(project) }),
  });
}
const path = (project: string) => `/api/projects/${project}/members`;

export const useInviteMember = (project: string) =>
  useMemberChange(project, (body: CreateMemberRequest) => api.post<CreateMemberReply>(path(project), body));
export const useChangeRole = (project: string) =>
  useMemberChange(project, ({ id, role }: { id: string; role: Role }) =>
    api.patch<Member>(`${path(project)}/${id}`, { role }),
  );
export const useRemoveMember = (project: string) =>
  useMemberChange(project, (id: string) => api.delete(`${path(project)}/${id}`));

export function useChangePassword() {
  return useMutation({ mutationFn: (body: PasswordRequest) => api.post("/api/me/password", body) });
}

/** Newest first; owners only. */
export function useAudit(project: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ["project", project, "audit"],
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      api.get<AuditPage>(`/api/projects/${project}/audit`, {
        signal,
        search: { limit: 50, cursor: pageParam },
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 0,
  });
}

/** Saves settings; every answer of the project is asked again, since zone or currency may have changed. */
export function useUpdateProject(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateProjectRequest) => api.patch<Project>(`/api/projects/${project}`, body),
    onSuccess: (saved) => {
      client.setQueryData(["project", project], saved);
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      return client.invalidateQueries({
        queryKey: ["project", project],
        predicate: ({ queryKey }) => queryKey.length > 2,
      });
    },
  });
}
