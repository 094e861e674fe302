import type { DateRange } from "@lepton/growth";

/** Ranges offered by name, in the project's zone. */
export const presets = [
  { key: "today", range: { from: "0d", to: null } },
  { key: "days7", range: { from: "-7d", to: null } },
  { key: "days30", range: { from: "-30d", to: null } },
  { key: "days90", range: { from: "-90d", to: null } },
  { key: "months6", range: { from: "-6m", to: null } },
  { key: "months12", range: { from: "-12m", to: null } },
  { key: "years3", range: { from: "-3y", to: null } },
  { key: "all", range: { from: "all", to: null } },
] as const satisfies readonly { key: string; range: DateRange }[];

export type RangeText =
  | { kind: "preset"; key: (typeof presets)[number]["key"] }
  | { kind: "distance"; count: number; unit: "h" | "d" | "w" | "m" | "y" }
  | { kind: "between"; from: string; to: string | null };

/** What a range is called, as parts to put into a language's words. */
export function describeRange(range: {
  from?: string | undefined;
  to?: string | null | undefined;
}): RangeText {
  const from = range.from ?? "-30d";
  const to = range.to ?? null;
  const preset = presets.find((one) => one.range.from === from && to === null);
  if (preset) return { kind: "preset", key: preset.key };
  const distance = /^-(\d+)([hdwmy])$/.exec(from);
  if (distance && to === null)
    return { kind: "distance", count: Number(distance[1]), unit: distance[2] as "h" | "d" | "w" | "m" | "y" };
  return { kind: "between", from, to };
}
