import type { useFormat } from "../../i18n/useFormat.ts";
import type { PmfMeasure } from "./types.ts";

type Format = ReturnType<typeof useFormat>;

/** A value of a measure as people read it: shares in percent, NPS with its sign, money in the project's currency. */
export function formatMeasure(
  value: number | null,
  unit: PmfMeasure["unit"],
  format: Format,
  currency: string,
): string {
  if (value === null) return "–";
  switch (unit) {
    case "share":
      return format.share(value);
    case "score": {
      const rounded = Math.round(value);
      return rounded > 0 ? `+${format.number(rounded)}` : format.number(rounded).replace("-", "−");
    }
    case "ratio":
      return format.number(value, 2);
    case "money":
      return format.money(value, currency);
  }
}
