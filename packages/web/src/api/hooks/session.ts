import type { LoginRequest, Me, SetupRequest, StatusReply } from "@lepton/server";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, setCsrf } from "../client.ts";

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => api.get<StatusReply>("/api/status", { signal }),
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => {
    const me = await api.get<Me>("/api/me", { signal });
    setCsrf(me.csrf);
    return me;
  },
  staleTime: 60_000,
});

export const useStatus = () => useQuery(statusQuery);
export const useMe = () => useQuery(meQuery);

/** Setup, login and accepting an invite all answer with `Me` and a cookie. */
function useEnter<Body>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => api.post<Me>(path, body),
    onSuccess: (me) => {
      setCsrf(me.csrf);
      client.setQueryData(meQuery.queryKey, me);
      void client.invalidateQueries({ queryKey: statusQuery.queryKey });
    },
  });
}
export const useSetup = () => useEnter<SetupRequest>("/api/setup");
export const useLogin = () => useEnter<LoginRequest>("/api/login");
export const useAcceptInvite = () => useEnter<{ token: string; password: string }>("/api/invites/accept");

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post("/api/logout"),
    onSuccess: () => client.clear(),
  });
}
