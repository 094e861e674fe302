import type { HomeReply } from "../contract/home.ts";

/** What a project has, by step of the loop. */
export interface LoopFacts {
  /** Events have arrived. */
  collects: boolean;
  /** An insight is saved. */
  analyses: boolean;
  /** A model is published: its scores may be used. */
  learns: boolean;
  /** A cohort is chosen by a published model's scores. */
  decides: boolean;
  /** An experiment was started, an audience delivered, or an alert watches. */
  acts: boolean;
}
type Step = HomeReply["loop"][number];

const order = [
  ["collect", "collects"],
  ["analyse", "analyses"],
  ["learn", "learns"],
  ["decide", "decides"],
  ["act", "acts"],
] as const satisfies readonly (readonly [Step["step"], keyof LoopFacts])[];

/** A step is done by what the project has, whatever came before it; the first that is not done is next. */
export function loopOf(facts: LoopFacts): Step[] {
  const next = order.find(([, fact]) => !facts[fact])?.[0];
  return order.map(([step, fact]) => ({
    step,
    state: facts[fact] ? "done" : step === next ? "next" : "later",
  }));
}

/** Whether a cohort's definition reads one of these person properties, anywhere in it. */
export function readsProperty(definition: unknown, properties: ReadonlySet<string>): boolean {
  if (Array.isArray(definition)) return definition.some((part) => readsProperty(part, properties));
  if (typeof definition !== "object" || definition === null) return false;
  const { on, key } = definition as { on?: unknown; key?: unknown };
  if (on === "person" && typeof key === "string" && properties.has(key)) return true;
  return Object.values(definition).some((part) => readsProperty(part, properties));
}
