import fc from "fast-check";
import { expect, test } from "vitest";
import { type FitAnswer, segmentFit } from "./segments.ts";

type Level = FitAnswer["disappointment"];
let person = 0;
const answers = (
  n: number,
  persona: string,
  disappointment: Level,
  benefit = "",
  improve = "",
): FitAnswer[] =>
  Array.from({ length: n }, () => ({ personId: `p${person++}`, persona, disappointment, benefit, improve }));
const options = { minPersona: 5, folds: 5, seed: 7 };

/** The worked example of the contract: Founder 12/10/3, Manager 6/9/5, Student 0/15/20. */
const worked = [
  ...answers(8, "Founder", "very", "speed"),
  ...answers(3, "Founder", "very", "focus"),
  ...answers(1, "Founder", "very", "other"),
  ...answers(3, "Manager", "very", "speed"),
  ...answers(2, "Manager", "very", "focus"),
  ...answers(1, "Manager", "very", "other"),
  ...answers(5, "Founder", "somewhat", "speed", "mobile"),
  ...answers(5, "Founder", "somewhat", "focus", "price"),
  ...answers(3, "Manager", "somewhat", "speed", "integrations"),
  ...answers(6, "Manager", "somewhat", "focus", "price"),
  ...answers(3, "Founder", "not", "", "everything"),
  ...answers(5, "manager ", "not"),
  ...answers(15, "Student", "somewhat", "speed", "cheaper"),
  ...answers(20, "Student", "not"),
];

test("80 answers: 22.5 % of all, 40 % of founders and managers; speed wins; mobile blocks", () => {
  const result = segmentFit(worked, options);
  expect(result.all.value).toBe(0.225); // 18/80
  expect(result.kept.value).toBe(0.4); // 18/45
  expect(result.crossFitted).toMatchObject({ value: 0.4, n: 45 }); // the same personas win in every fold
  expect(result.personas.map((p) => [p.persona, p.very, p.somewhat, p.not, p.kept])).toEqual([
    ["Founder", 12, 10, 3, true],
    ["Manager", 6, 9, 5, true],
    ["Student", 0, 15, 20, false],
  ]);
  expect(result.benefits.map((b) => [b.theme, b.count])).toEqual([
    ["speed", 11],
    ["focus", 5],
    ["other", 2],
  ]);
  expect(result.winningBenefit).toBe("speed");
  expect([result.somewhatInFit, result.somewhatWinning]).toEqual([19, 8]);
  expect(result.blockers.map((b) => [b.theme, b.count])).toEqual([
    ["mobile", 5],
    ["integrations", 3],
  ]);
});

test("a persona of fewer than five is marked and not chosen, however much it loves the product", () => {
  const result = segmentFit([...worked, ...answers(4, "Poet", "very")], options);
  expect(result.personas.find((p) => p.persona === "Poet")).toMatchObject({ kept: false, tooFew: true });
});

test("where personas mean nothing, choosing them flatters the score and the cross-fitted one does not", () => {
  // 60 personas of 6 people, 20 % very at random: the kept ones are lucky ones.
  const noise = Array.from(
    { length: 360 },
    (_, i): FitAnswer => ({
      personId: `n${i}`,
      persona: `persona ${i % 60}`,
      disappointment:
        (i * 7919) % 5 === 0 && (i * 104729) % 3 !== 1 ? "very" : (i * 31) % 7 < 3 ? "very" : "not",
      benefit: "",
      improve: "",
    }),
  );
  const { all, kept, crossFitted } = segmentFit(noise, { minPersona: 5, folds: 5, seed: 7 });
  expect(kept.value).toBeGreaterThanOrEqual(all.value ?? 0);
  expect(crossFitted.value).toBeLessThanOrEqual(kept.value ?? 1);
});

test("no answers give no score, not zero", () => {
  const result = segmentFit([], options);
  expect(result.all.value).toBeNull();
  expect(result.crossFitted.value).toBeNull();
  expect(result).toMatchObject({ personas: [], winningBenefit: null, blockers: [] });
});

test("quotes of equal length come in the same order, whoever answered first", () => {
  const answer = (benefit: string): FitAnswer => ({
    personId: benefit,
    disappointment: "very",
    persona: "b",
    benefit,
    improve: "",
  });
  const quotes = (list: FitAnswer[]) => segmentFit(list, options).benefits.map((b) => b.quotes);
  const list = ["speed", "focus", "", "", ""].map(answer);
  expect(quotes(list)).toEqual([["focus", "speed"]]);
  expect(quotes(list.toReversed())).toEqual([["focus", "speed"]]);
});

test("personas add up to the answers that name one, whatever the order", () => {
  const level = fc.constantFrom<Level>("very", "somewhat", "not");
  const answer = fc.record({
    personId: fc.uuid(),
    disappointment: level,
    persona: fc.constantFrom("a", "b", "c", ""),
    benefit: fc.constantFrom("speed", "focus", ""),
    improve: fc.constantFrom("mobile", ""),
  });
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 60 }), (list) => {
      const result = segmentFit(list, options);
      const counted = result.personas.reduce((sum, p) => sum + p.very + p.somewhat + p.not, 0);
      expect(counted).toBe(list.filter((a) => a.persona !== "").length);
      expect(result.somewhatWinning).toBeLessThanOrEqual(result.somewhatInFit);
      const { personas: _, ...figures } = result;
      const { personas: __, ...again } = segmentFit(list.toReversed(), options);
      expect(again).toEqual(figures);
    }),
    { numRuns: 200 },
  );
});
