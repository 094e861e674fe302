import { type Random, random } from "@lepton/core";
import type { Json } from "@lepton/warehouse";
import type { Purchase } from "./purchases.ts";
import { benefits, improvements, leanings, type Persona } from "./texts.ts";

/** A made-up answer of a real customer, on a day of the data. */
export interface Answer {
  person: string;
  date: string;
  /** Hours after that day's noon. */
  hours: number;
  properties: Record<string, Json>;
}

/** What is known about a customer when an answer is made up. */
interface Customer {
  person: string;
  purchases: Purchase[];
}

const seed = 19_970_101;
const counts = { pmf: 700, nps: 600 };

/**
 * Simulated answers to the product–market-fit survey and to NPS, several hundred of each, deterministic.
 * Real customers answer some hours after a real purchase, so that they are qualified as in life. How
 * happy they are grows with the purchases they had made by then: score = a + b·ln(purchases) + noise.
 * Every answer carries `$simulated: true`.
 */
export function simulateAnswers(purchases: readonly Purchase[]): Answer[] {
  const dice = random(seed);
  const customers = dice.shuffle([...byPerson(purchases).values()]);
  const returning = customers.filter(({ purchases }) => purchases.length >= 2);
  const once = customers.filter(({ purchases }) => purchases.length === 1);
  const pmf = [...returning.slice(0, counts.pmf), ...once.slice(0, counts.pmf / 8)];
  const nps = [
    ...returning.slice(counts.pmf, counts.pmf + counts.nps),
    ...once.slice(200, 200 + counts.nps / 3),
  ];
  return [
    ...pmf.map((customer) => pmfAnswer(customer, dice)),
    ...nps.map((customer) => npsAnswer(customer, dice)),
  ];
}

function byPerson(purchases: readonly Purchase[]): Map<string, Customer> {
  const customers = new Map<string, Customer>();
  for (const purchase of purchases) {
    const { person } = purchase;
    const customer = customers.get(person);
    if (customer) customer.purchases.push(purchase);
    else customers.set(person, { person, purchases: [purchase] });
  }
  return customers;
}

/** The purchase after which somebody is asked: any from the second on, the only one else. */
function askedAfter({ purchases }: Customer, dice: Random): { purchase: Purchase; count: number } {
  const at = purchases.length < 2 ? 0 : 1 + dice.int(purchases.length - 1);
  return { purchase: purchases[at] as Purchase, count: at + 1 };
}

function pmfAnswer(customer: Customer, dice: Random): Answer {
  const { purchase, count } = askedAfter(customer, dice);
  const persona = personaOf(customer, dice);
  const fondness = fondnessOf(persona, count) + dice.normal();
  const disappointment =
    dice.next() < 0.04 ? "na" : fondness > 0.9 ? "very" : fondness > -0.5 ? "somewhat" : "not";
  const { benefit, improve } = leanings[persona];
  return {
    person: customer.person,
    date: purchase.date,
    hours: 1 + dice.int(60),
    properties: {
      $survey_id: "sample-pmf",
      $survey_name: "Product–market fit",
      $survey_kind: "pmf",
      $survey_response: disappointment,
      $survey_response_disappointment: disappointment,
      $survey_response_persona: persona,
      $survey_response_benefit: oneOf(benefits[weighted(benefit, dice)], dice),
      $survey_response_improve: oneOf(improvements[weighted(improve, dice)], dice),
    },
  };
}

function npsAnswer(customer: Customer, dice: Random): Answer {
  const { purchase, count } = askedAfter(customer, dice);
  const fondness = fondnessOf(personaOf(customer, dice), count) + dice.normal();
  return {
    person: customer.person,
    date: purchase.date,
    hours: 1 + dice.int(60),
    properties: {
      $survey_id: "sample-nps",
      $survey_name: "Would you recommend us?",
      $survey_kind: "nps",
      $survey_response: Math.max(0, Math.min(10, Math.round(7.2 + 1.7 * fondness))),
    },
  };
}

/** Told from what they really bought: many CDs at once, mostly before Christmas, or few. */
function personaOf({ purchases }: Customer, dice: Random): Persona {
  const quantity = purchases.reduce((sum, purchase) => sum + purchase.quantity, 0) / purchases.length;
  const festive = purchases.filter(({ date }) => /-(11|12)-/.test(date)).length / purchases.length;
  if (quantity >= 3 || purchases.length >= 8) return "Collectors";
  if (festive >= 0.4) return "Gift buyers";
  return dice.next() < 0.25 ? "Parents" : "Casual listeners";
}

function fondnessOf(persona: Persona, count: number): number {
  const base = { Collectors: 0.5, "Gift buyers": 0, "Casual listeners": -0.1, Parents: -0.6 }[persona];
  return base + 0.35 * Math.log(count);
}

function weighted<Key extends string>(weights: Record<Key, number>, dice: Random): Key {
  const entries = Object.entries(weights) as [Key, number][];
  let left = dice.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  return (entries[0] as [Key, number])[0];
}

function oneOf(texts: readonly string[], dice: Random): string {
  return texts[dice.int(texts.length)] as string;
}
