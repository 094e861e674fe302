import { type Estimate, proportionsDifference, wilson } from "@lepton/core";
import { bucketOf, moneyDays, returnDays } from "@lepton/growth";
import type { FeedbackTheme, FeedbackThemes } from "../contract/feedback.ts";
import type { Project } from "../contract/project.ts";
import { sentimentAt } from "./inbox.ts";
import { mostTexts, type Outcomes } from "./reader.ts";
import { isAtRisk, riskOf } from "./risk.ts";
import type { Selection } from "./select.ts";

const dayMs = 86_400_000;

/** Themes of a selection, most money at risk first. */
export function themesOfSelection(
  selection: Selection,
  outcomes: Outcomes,
  project: Project,
): FeedbackThemes {
  const { feedback, rows, span, inquiry } = selection;
  const { entries, analysis } = feedback;
  const interval = intervalOf(span.toMs - span.fromMs);
  const buckets = inquiry.buckets(span, interval);
  const hasMoney = project.revenueEvent !== null && project.revenueProperty !== null;
  const nowMs = inquiry.facts.nowMs;
  const at = (row: number) => bucketOf(buckets, entries[row]?.at ?? 0);
  const keyOf = (row: number) => entries[row]?.personKey ?? "";
  const perBucket = counted(rows, at, buckets.list.length);

  const themes = analysis.themes.flatMap((theme, place): FeedbackTheme[] => {
    const own = rows.filter((row) => analysis.themeOf[row] === place);
    if (own.length === 0) return [];
    // Shares are of those who were asked the like: who praised could not wish in the same field.
    const alike = rows.filter((row) => kindAt(selection, row) === theme.kind);
    const people = new Set(own.map(keyOf));
    const texts = counted(own, at, buckets.list.length);
    const money = [...people].map((key) => outcomes.people.get(key));
    const risky = money.filter((person) => isAtRisk(person, nowMs));
    const sum = (of: typeof money) =>
      hasMoney ? of.reduce((total, person) => total + (person?.revenue ?? 0), 0) : null;
    return [
      {
        id: theme.id,
        name: theme.name,
        kind: theme.kind,
        phrases: theme.phrases,
        quotes: quotesAmong(theme.quotes, own).map((row) => ({
          id: entries[row]?.id ?? "",
          text: entries[row]?.text ?? "",
        })),
        texts: own.length,
        people: people.size,
        share: known(wilson(people.size, new Set(alike.map(keyOf)).size)) ?? noShare,
        trend: buckets.list.map((bucket, i) => ({
          ...bucket,
          texts: texts[i] ?? 0,
          share: perBucket[i] ? (texts[i] ?? 0) / perBucket[i] : null,
        })),
        sentiment: feelings(selection, own),
        returned: returnedOf(selection, outcomes, own, alike, nowMs),
        revenue: sum(money),
        atRisk: { people: risky.length, revenue: sum(risky) },
        fit: fitOf(selection, own),
      },
    ];
  });
  return {
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    interval,
    texts: rows.length,
    people: new Set(rows.map(keyOf)).size,
    other: rows.filter((row) => (analysis.themeOf[row] ?? -1) < 0).length,
    simulated: rows.filter((row) => entries[row]?.simulated).length,
    read: { texts: entries.length, most: mostTexts },
    found: analysis.found,
    themes: themes.sort(byMoney),
    sentiment: analysis.sentiment,
    risk: riskOf(outcomes),
    money: hasMoney ? { currency: project.currency, days: moneyDays } : null,
    returnDays,
  };
}

/** Days for a month, weeks for half a year, months beyond: some dozen bars. */
function intervalOf(ms: number): FeedbackThemes["interval"] {
  return ms <= 31 * dayMs ? "day" : ms <= 183 * dayMs ? "week" : "month";
}

function counted(rows: readonly number[], at: (row: number) => number, buckets: number): number[] {
  const counts = new Array<number>(buckets).fill(0);
  for (const row of rows) counts[at(row)] = (counts[at(row)] ?? 0) + 1;
  return counts;
}

const kindAt = ({ feedback: { analysis } }: Selection, row: number) =>
  analysis.spaces.find(({ rowOf }) => (rowOf[row] ?? -1) >= 0)?.kind;

/** The theme's most telling texts, as far as they lie in the selection, else its newest. */
function quotesAmong(quotes: readonly number[], own: readonly number[]): readonly number[] {
  const chosen = new Set(own);
  const telling = quotes.filter((row) => chosen.has(row));
  return telling.length > 0 ? telling : own.slice(0, 3);
}

function feelings({ feedback }: Selection, rows: readonly number[]): FeedbackTheme["sentiment"] {
  const counts = { positive: 0, negative: 0, unknown: 0 };
  for (const row of rows) counts[sentimentAt(feedback, row)?.feeling ?? "unknown"]++;
  return counts;
}

/** People by what they answered to "how would you feel without it", their latest answer. */
function fitOf({ feedback: { entries } }: Selection, rows: readonly number[]): FeedbackTheme["fit"] {
  const said = new Map<string, string>();
  // Newest first: the first of a person is their latest.
  for (const row of rows) {
    const entry = entries[row];
    if (entry?.rating?.scale === "pmf" && !said.has(entry.personKey))
      said.set(entry.personKey, entry.rating.value);
  }
  const counts = { very: 0, somewhat: 0, not: 0 };
  for (const value of said.values())
    if (value === "very" || value === "somewhat" || value === "not") counts[value]++;
  return counts;
}

/**
 * Whether people came back after saying it, beside those who said something else of the same kind: each by their first
 * text in the selection. Only people whose `returnDays` are over.
 */
function returnedOf(
  { feedback: { entries } }: Selection,
  { returned }: Outcomes,
  own: readonly number[],
  alike: readonly number[],
  nowMs: number,
): FeedbackTheme["returned"] {
  const firstOf = (rows: readonly number[]) => {
    const first = new Map<string, number>();
    // Newest first: the last one set is the earliest.
    for (const row of rows) first.set(entries[row]?.personKey ?? "", row);
    return first;
  };
  const said = firstOf(own);
  const others = [...firstOf(alike)].filter(([key]) => !said.has(key)).map(([, row]) => row);
  const shareOf = (rows: readonly number[]) => {
    const over = rows.filter((row) => (entries[row]?.at ?? nowMs) + returnDays * dayMs <= nowMs);
    const back = over.filter((row) => returned.has(entries[row]?.uuid ?? ""));
    return { successes: back.length, trials: over.length };
  };
  const [a, b] = [shareOf([...said.values()]), shareOf(others)];
  const compared = proportionsDifference(a, b);
  return {
    said: known(wilson(a.successes, a.trials)),
    others: known(wilson(b.successes, b.trials)),
    difference: compared.kind === "proportions" ? known(compared.difference) : null,
  };
}

const noShare = { value: 0, low: null, high: null, level: 0.95, n: 0 };
const known = ({ value, ...rest }: Estimate) => (value === null ? null : { value, ...rest });

function byMoney(a: FeedbackTheme, b: FeedbackTheme): number {
  return (
    (b.atRisk.revenue ?? 0) - (a.atRisk.revenue ?? 0) ||
    b.atRisk.people - a.atRisk.people ||
    b.people - a.people ||
    (a.name < b.name ? -1 : 1)
  );
}
