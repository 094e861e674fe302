import type { Measured, Model } from "../contract/model.ts";

const number = (value: number | null): string =>
  value === null ? "?" : String(Number(value.toPrecision(Math.abs(value) >= 1000 ? 5 : 3)));
const interval = ({ value, low, high }: Measured): string =>
  `${number(value)} (${number(low)} to ${number(high)})`;
const text = (value: string): string => value.replaceAll("|", "\\|");

/** What the model answers, in a sentence. */
export function questionOf({ recipe }: Pick<Model, "recipe">): string {
  const { target, population, horizonDays, name } = recipe;
  const who = `people with ${population.event === null ? "any event" : `"${population.event}"`}${
    population.withinDays === null ? "" : ` in the last ${population.withinDays} days`
  }${population.without === null ? "" : ` who have not done "${population.without}" yet`}`;
  const event = target.event === null ? "any event" : `"${target.event}"`;
  const what = {
    noEvent: `have no ${event}`,
    event: `do ${event}`,
    value: `bring in, as the sum of "${target.kind === "value" ? target.property : ""}" of ${event},`,
  }[target.kind];
  return target.kind === "value"
    ? `${name}: how much will ${who} ${what} within ${horizonDays} days?`
    : `${name}: which ${who} will ${what} within ${horizonDays} days?`;
}

/** The model card: what it is for, what it saw, how good it is, what to beware of. Source: Mitchell et al. 2019. */
export function modelCardOf(model: Model): string {
  const { data, leaderboard, drivers, warnings, verdict, headline } = model;
  const names = [...new Set(leaderboard.flatMap(({ metrics }) => Object.keys(metrics)))];
  const board = leaderboard.map(({ name, chosen, metrics, problem }) => [
    `${chosen ? "**" : ""}${name}${chosen ? "**" : ""}`,
    ...names.map((metric) => (metrics[metric] ? interval(metrics[metric]) : (problem ?? ""))),
  ]);
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(text).join(" | ")} |`).join("\n");
  return `# ${model.name}, version ${model.version}

${questionOf(model)}

- Stage: ${model.stage}. Made by ${model.createdBy} on ${model.createdAt.slice(0, 10)} with Lepton ${model.leptonVersion}.
- Estimator: ${model.estimator}. ${headline.metric}: ${interval(headline)} on ${headline.n} people it has not seen.
- Verdict: ${verdict.text}.
- Scores are written to the person property \`${model.personProperty}\`.

## Data

${data.trainRows} rows of training and ${data.testRows} people of the test, of ${data.people} people; events from ${data.from.slice(0, 10)} to ${data.to.slice(0, 10)}. Nobody of the test is in training, and the test's cutoff is later than all of training. Fingerprint \`${data.hash}\`.

${table(
  ["cutoff", "rows", "mean outcome"],
  data.cutoffs.map(({ at, rows, outcomeMean }, i) => [
    `${at.slice(0, 10)}${i === data.cutoffs.length - 1 ? " (test)" : ""}`,
    String(rows),
    number(outcomeMean),
  ]),
)}

## How good it is

95% bootstrap intervals over the people of the test.

${table(["model", ...names], board)}

## What it looks at

How much worse ${headline.metric} gets when a feature is shuffled.

${table(
  ["feature", "loss", "score rises with it"],
  drivers
    .slice(0, 10)
    .map(({ feature, importance, direction }) => [
      feature,
      number(importance),
      direction === null ? "" : direction === "up" ? "yes" : "no, falls",
    ]),
)}

## Beware

${warnings.length === 0 ? "Nothing was found." : warnings.map((warning) => `- ${warning.text}`).join("\n")}
- A score says what usually follows such a past; it does not say what would follow if you acted.
- It was tested on one period. Train it again when the product or its people change.
`;
}
