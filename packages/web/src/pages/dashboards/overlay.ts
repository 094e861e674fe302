import type { FilterGroup } from "@lepton/growth";
import type { Dashboard } from "@lepton/server";
import type { Asked } from "../../charts/types.ts";

type Override = { from?: string | null; to?: string | null; filter?: Dashboard["override"]["filter"] };

/** The dashboard's dates and filter over a tile's own question; market sizes know no filter. */
export function overlay(question: Asked, { from = null, to = null, filter = null }: Override): Asked {
  const dated = from === null ? question : ({ ...question, range: { from, to } } as Asked);
  if (!filter || dated.kind === "marketShare") return dated;
  const own = dated.filter;
  const both: FilterGroup = own ? { type: "group", op: "and", filters: [own, filter] } : filter;
  return { ...dated, filter: both };
}
