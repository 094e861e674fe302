import type { AskedOf } from "../../charts/types.ts";

type Words = (key: string, values?: Record<string, unknown>) => string;
type Selector = { event?: string | null | undefined; label?: string | undefined };

export const letters = "ABCDEFGHIJ";
const nameOf = ({ event, label }: Selector, t: Words) => label ?? event ?? t("anyEvent");

/** "A then B then C, within 14 days, any other events allowed", in the language of `t`. */
export function funnelProse(question: AskedOf<"funnel">, t: Words): string {
  const order = question.order ?? "ordered";
  const window = question.window ?? { value: 14, unit: "day" };
  const steps = question.steps
    .map((step) => nameOf(step, t))
    .join(t(order === "unordered" ? "prose.and" : "prose.then"));
  const parts = [
    steps,
    t(`prose.within.${window.unit}`, { count: window.value }),
    t(`prose.order.${order}`),
    ...(question.exclusions ?? []).map((one) =>
      t("prose.without", { event: nameOf(one, t), from: one.from + 1, to: one.to + 1 }),
    ),
  ];
  return t("prose.sentence", { parts: parts.join(t("prose.comma")) });
}

/** "People who first did X and came back to do Y each week". */
export function retentionProse(question: AskedOf<"retention">, t: Words): string {
  return t(`prose.retention.${question.cohorts ?? "first"}`, {
    start: nameOf(question.start ?? {}, t),
    back: nameOf(question.return ?? {}, t),
    each: t(`prose.each.${question.interval ?? "week"}`),
  });
}
