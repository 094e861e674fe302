import type { DeleteMarketRequest, MarketList, MarketRow, RejectPage } from "@lepton/server";
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "../client.ts";

export function useRejects(project: string, of: { source?: string; code?: string }) {
  return useInfiniteQuery({
    queryKey: ["project", project, "rejects", of],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      api.get<RejectPage>(`/api/projects/${project}/rejects`, {
        signal,
        search: { source: of.source, code: of.code, limit: 50, cursor: pageParam },
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

const marketKey = (project: string) => ["project", project, "market"] as const;

export function useMarket(project: string) {
  return useQuery({
    queryKey: marketKey(project),
    queryFn: ({ signal }) => api.get<MarketList>(`/api/projects/${project}/market`, { signal }),
  });
}

/** Writes changed rows and deletes removed ones; the reply is the whole table. */
export function useSaveMarket(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ write, remove }: { write: MarketRow[]; remove: DeleteMarketRequest["rows"] }) => {
      let list: MarketList | null = null;
      if (remove.length > 0)
        list = await api.post<MarketList>(`/api/projects/${project}/market/delete`, { rows: remove });
      if (write.length > 0)
        list = await api.put<MarketList>(`/api/projects/${project}/market`, { rows: write });
      return list;
    },
    onSuccess: (list) => {
      if (list) client.setQueryData(marketKey(project), list);
      void client.invalidateQueries({ queryKey: ["project", project, "pmf"] });
    },
  });
}
