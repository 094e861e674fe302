import { LeptonError } from "@lepton/core";

/** UTF-16 units of a text that are read; what stands behind them is left out. */
export const mostUnits = 20_000;

/** Texts as strings, cut at `mostUnits`. Errors: LEARN_TEXT_KIND, naming the row. */
export function checkTexts(texts: readonly string[]): readonly string[] {
  if (!Array.isArray(texts)) throw notTexts(typeof texts, "texts");
  const isLong = (text: string) => text.length > mostUnits;
  let hasLong = false;
  for (let i = 0; i < texts.length; i++) {
    const text: unknown = texts[i];
    if (typeof text !== "string") throw notTexts(text === null ? "null" : typeof text, `texts[${i}]`);
    hasLong ||= isLong(text);
  }
  return hasLong ? texts.map((text) => (isLong(text) ? text.slice(0, mostUnits) : text)) : texts;
}

const notTexts = (received: string, field: string) =>
  new LeptonError("LEARN_TEXT_KIND", {
    problem: `${field} is no text.`,
    received,
    next: "Give an array of strings; leave missing texts out or give them as empty strings.",
    field,
  });
