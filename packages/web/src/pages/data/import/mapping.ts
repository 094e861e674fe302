import type { ImportMapping, ImportPreview } from "@lepton/server";

export const constantEvent = "\u0000constant";
export const parts = ["event", "distinctId", "time", "uuid", "revenue"] as const;
export type Part = (typeof parts)[number];
export const timeFormats = ["iso", "epochSeconds", "epochMs", "yyyymmdd", "ymd", "dmy", "mdy"] as const;

/** The column a part is read from; `constantEvent` for an event named by hand; null when open. */
export function columnOf(mapping: ImportMapping, part: Part): string | null {
  const value = mapping[part];
  if (!value) return null;
  return "column" in value ? value.column : constantEvent;
}

/** The mapping with one part read from another column; what belongs to the part stays where it still fits. */
export function withColumn(
  mapping: ImportMapping,
  part: Part,
  column: string | null,
  timezone: string,
): ImportMapping {
  if (column === null) return { ...mapping, [part]: null };
  switch (part) {
    case "event":
      return {
        ...mapping,
        event: column === constantEvent ? { constant: constantOf(mapping) || "imported" } : { column },
      };
    case "time":
      return {
        ...mapping,
        // Another column may be written in another way: the server finds out again.
        time: { column, format: null, timezone: mapping.time?.timezone ?? timezone },
      };
    case "revenue":
      return { ...mapping, revenue: { column, currency: mapping.revenue?.currency ?? null } };
    default:
      return { ...mapping, [part]: { column } };
  }
}

export const constantOf = ({ event }: ImportMapping): string =>
  event && "constant" in event ? event.constant : "";

/** The only way a time can be read is taken; several are a question for the member. */
export function settledTime(mapping: ImportMapping, preview: ImportPreview): ImportMapping {
  const asked = preview.questions.find((it) => it.field === "time.format");
  const only = asked?.options.length === 1 ? timeFormats.find((it) => it === asked.options[0]) : undefined;
  return mapping.time && mapping.time.format === null && only
    ? { ...mapping, time: { ...mapping.time, format: only } }
    : mapping;
}
