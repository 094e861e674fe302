import { type MarketFigure, marketShares } from "../market/share.ts";
import { defineQuestion } from "./define.ts";

/** Own part of the market by segment and period, from the figures people entered or imported. */
export const marketShare = defineQuestion({
  kind: "marketShare",
  async answer(inquiry, { segment, range }) {
    const draft = inquiry.draft();
    const where = [`project = ${draft.project}`];
    if (segment !== undefined) where.push(`segment = ${draft.text(segment)}`);
    const figures = await inquiry.rows<MarketFigure>(
      draft,
      `SELECT segment, toString(period) AS period, player, value, low, high, unit, source, toString(as_of) AS asOf
FROM market_sizes FINAL WHERE ${where.join(" AND ")}
ORDER BY segment, market_sizes.period, player`,
    );
    const all = range.from === "all" && range.to === null;
    const span = all ? null : await inquiry.span(range);
    const [from, to] = span === null ? ["", "9999"] : [dateOf(span.fromMs), dateOf(span.toMs - 1)];
    // Growth needs the period before the range, so periods are left out after it is told.
    const segments = marketShares(figures).map((one) => ({
      ...one,
      periods: one.periods.filter(({ period }) => (range.from === "all" || period >= from) && period <= to),
    }));
    return { kind: "marketShare", segments: segments.filter(({ periods }) => periods.length > 0) };

    function dateOf(ms: number): string {
      return new Intl.DateTimeFormat("en-CA", { timeZone: inquiry.facts.timezone }).format(ms);
    }
  },
});
