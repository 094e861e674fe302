/** `npm run bench -- SUITE [--quick] [--json] [--only PART]`: prints figures as ratios against a named peer in one run. */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Figure, keepsBar, type Suite } from "./figure.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    only: { type: "string" },
  },
});

const known = readdirSync(new URL("./suites/", import.meta.url))
  .filter((file) => /^\w+\.(ts|js)$/.test(file))
  .map((file) => file.replace(/\.\w+$/, ""));
const [wanted] = positionals;
if (wanted === undefined || !known.includes(wanted)) {
  console.error(`Give a suite: ${known.join(", ")}. Example: npm run bench -- ${known[0]} --quick`);
  process.exit(2);
}

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const { suite } = (await import(`./suites/${wanted}.${extension}`)) as { suite: Suite };
const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
const figures: Figure[] = [];
for await (const measured of suite.run({ quick: values.quick, only: values.only })) {
  const figure: Figure = { suite: suite.name, ...measured, ok: keepsBar(measured) };
  figures.push(figure);
  if (values.json)
    console.log(
      JSON.stringify({
        ...figure,
        ours: round(figure.ours),
        peer: round(figure.peer),
        ratio: round(figure.ratio),
        ...(figure.medians ? { medians: figure.medians.map(round) } : {}),
      }),
    );
}
if (!values.json) {
  console.log(suite.about);
  console.table(
    figures.map(({ name, ours, unit, peer, ratio, medians, bar, ok }) => ({
      name,
      ours: round(ours),
      unit,
      peer: round(peer),
      ratio: round(ratio),
      ...(medians ? { medians: medians.map(round).join(" / ") } : {}),
      bar,
      ok,
    })),
  );
}
process.exit(figures.every(({ ok }) => ok) ? 0 : 1);
