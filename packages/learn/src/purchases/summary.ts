import { LeptonError } from "@lepton/core";

const dayMs = 86_400_000;
/** Lengths of the units that ages are told in. */
export const unitMs = { day: dayMs, week: 7 * dayMs } as const;
export type TimeUnit = keyof typeof unitMs;

/** What BG/NBD and Gamma-Gamma need of every customer, as columns of equal length. */
export interface PurchaseSummary {
  readonly unit: TimeUnit;
  readonly persons: readonly string[];
  /** Repeat purchases: days with a purchase after the first. The paper's x. */
  readonly frequency: Float64Array;
  /** Time from the first to the last purchase, 0 without a repeat. The paper's tₓ. */
  readonly recency: Float64Array;
  /** Time from the first purchase to the end of what is known. The paper's T. */
  readonly age: Float64Array;
  /** Mean value of the repeat purchases; NaN where there are none, or no values. */
  readonly value: Float64Array;
}

/** Purchases as columns, in any order. */
export interface Purchases {
  readonly persons: readonly string[];
  /** Milliseconds since 1970-01-01 UTC. */
  readonly times: ArrayLike<number>;
  readonly values?: ArrayLike<number>;
}

interface Customer {
  first: number;
  last: number;
  days: Map<number, number>;
}

/**
 * Frequency, recency and age from purchases before `until`, persons by their first row. Purchases of one UTC day are
 * one, their values added up. Later purchases are not read; persons whose first one is later are left out.
 * Errors: LEARN_ROWS_DIFFER, LEARN_TIME_MISSING.
 */
export function purchaseSummary(
  purchases: Purchases,
  { until, unit = "week" }: { until: number; unit?: TimeUnit },
): PurchaseSummary {
  const customers = customersBefore(purchases, until);
  const column = (of: (customer: Customer) => number) => Float64Array.from(customers.values(), of);
  // The last day that is known: as in the published summaries, a purchase on it has recency = age.
  const end = Math.floor((until - 1) / dayMs);
  const days = (count: number) => (count * dayMs) / unitMs[unit];
  return {
    unit,
    persons: [...customers.keys()],
    frequency: column(({ days }) => days.size - 1),
    recency: column(({ first, last }) => days(last - first)),
    age: column(({ first }) => days(end - first)),
    value: column(({ first, days }) => {
      let sum = 0;
      for (const [day, value] of days) if (day !== first) sum += value;
      return days.size > 1 ? sum / (days.size - 1) : Number.NaN;
    }),
  };
}

/** Days with a purchase in [from, until), of each of these persons. [persons] */
export function purchasesWithin(
  purchases: Purchases,
  persons: readonly string[],
  { from, until }: { from: number; until: number },
): Float64Array {
  const days = new Map(persons.map((person) => [person, new Set<number>()]));
  purchases.persons.forEach((person, i) => {
    const time = purchases.times[i] as number;
    if (time >= from && time < until) days.get(person)?.add(Math.floor(time / dayMs));
  });
  return Float64Array.from(persons, (person) => days.get(person)?.size ?? 0);
}

function customersBefore({ persons, times, values }: Purchases, until: number): Map<string, Customer> {
  const odd = [times, values].find((column) => column && column.length !== persons.length);
  if (odd)
    throw new LeptonError("LEARN_ROWS_DIFFER", {
      problem: "The columns of the purchases must be of equal length.",
      received: `${persons.length} persons beside ${odd.length} times or values`,
      next: "Give one person and time, and one value where there are any, per purchase.",
    });
  const customers = new Map<string, Customer>();
  persons.forEach((person, i) => {
    const time = times[i] as number;
    if (!Number.isFinite(time))
      throw new LeptonError("LEARN_TIME_MISSING", {
        problem: "A purchase has no time.",
        received: `${time} in row ${i}`,
        next: "Leave purchases without a time out.",
      });
    if (time >= until) return;
    const day = Math.floor(time / dayMs);
    const value = values ? (values[i] as number) : Number.NaN;
    const known = customers.get(person);
    if (!known) {
      customers.set(person, { first: day, last: day, days: new Map([[day, value]]) });
      return;
    }
    known.first = Math.min(known.first, day);
    known.last = Math.max(known.last, day);
    known.days.set(day, (known.days.get(day) ?? 0) + value);
  });
  return customers;
}

/** Errors: LEARN_PURCHASES on a row that no history gives, LEARN_ROWS_DIFFER. */
export function checkSummary({ persons, frequency, recency, age, value }: PurchaseSummary): void {
  const rows = persons.length;
  if ([frequency, recency, age, value].some((column) => column.length !== rows))
    throw new LeptonError("LEARN_ROWS_DIFFER", {
      problem: "The columns of the summary must be of equal length.",
      received: [frequency, recency, age, value].map((column) => column.length).join(", "),
      next: "Take `purchaseSummary`, or give one value per person in each.",
    });
  for (let i = 0; i < rows; i++) {
    const [x, last, whole] = [frequency[i], recency[i], age[i]] as [number, number, number];
    const isPossible =
      Number.isInteger(x) &&
      x >= 0 &&
      Number.isFinite(whole) &&
      (x === 0 ? last === 0 : last > 0) &&
      last <= whole + 1e-9;
    if (isPossible) continue;
    throw new LeptonError("LEARN_PURCHASES", {
      problem: "A person's numbers contradict each other.",
      received: `frequency ${x}, recency ${last}, age ${whole} of ${persons[i]}`,
      next: "Frequency counts repeat purchases; recency is 0 without one, above 0 with one, and never above age.",
    });
  }
}
