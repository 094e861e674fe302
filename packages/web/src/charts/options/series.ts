import { splitTail } from "../buckets.ts";
import type { ChartColors } from "../colors.ts";
import { hatch } from "./base.ts";

type Values = readonly (number | null)[];

interface LineInput {
  id: string;
  name: string;
  color: string;
  values: Values;
  complete: readonly boolean[];
  area?: boolean;
  stack?: string;
  /** The compared range: thinner, quieter. */
  isBefore?: boolean;
}

/** A line, its running part dashed. */
export function lineSeries({
  id,
  name,
  color,
  values,
  complete,
  area,
  stack,
  isBefore,
}: LineInput): object[] {
  const { done, tail } = splitTail(values, isBefore ? values.map(() => true) : complete);
  const showSymbol = values.length <= 45 && !isBefore;
  const common = {
    type: "line",
    name,
    symbol: "circle",
    symbolSize: 5,
    connectNulls: false,
    itemStyle: { color },
    emphasis: { focus: "none" },
    z: isBefore ? 2 : 3,
  };
  const parts: object[] = [
    {
      ...common,
      id,
      data: done,
      showSymbol,
      lineStyle: {
        color,
        width: isBefore ? 1.5 : 2.2,
        type: isBefore ? [2, 4] : "solid",
        opacity: isBefore ? 0.75 : 1,
      },
      ...(area ? { areaStyle: { color, opacity: 0.16 } } : {}),
      ...(stack ? { stack } : {}),
    },
  ];
  if (tail.some((value) => value !== null))
    parts.push({
      ...common,
      id: `${id}~tail`,
      data: tail,
      showSymbol: values.length === 1 || done.every((value) => value === null),
      lineStyle: { color, width: 2.2, type: [5, 5], opacity: 0.85 },
      ...(stack ? { stack: `${stack}~tail` } : {}),
      ...(area && stack ? { areaStyle: { color, opacity: 0.07 } } : {}),
    });
  return parts;
}

interface BarInput {
  id: string;
  name: string;
  color: string;
  values: Values;
  complete: readonly boolean[];
  stack?: string;
  colors: ChartColors;
}

/** Bars; those still running are hatched. */
export function barSeries({ id, name, color, values, complete, stack, colors }: BarInput): object {
  return {
    type: "bar",
    id,
    name,
    barMaxWidth: 46,
    barMinHeight: 1,
    itemStyle: { color, borderRadius: stack ? 0 : [3, 3, 0, 0] },
    ...(stack ? { stack } : {}),
    data: values.map((value, i) =>
      complete[i] === false ? { value, itemStyle: { decal: hatch(colors), opacity: 0.85 } } : value,
    ),
  };
}

/** Interval around a line: an invisible floor and a filled difference, stacked. */
export function bandSeries(id: string, low: Values, high: Values, color: string): object[] {
  const flat = {
    type: "line",
    stack: `${id}~band`,
    symbol: "none",
    lineStyle: { opacity: 0 },
    silent: true,
    z: 1,
  };
  return [
    { ...flat, id: `${id}~low`, data: [...low], stackStrategy: "all" },
    {
      ...flat,
      id: `${id}~high`,
      stackStrategy: "all",
      data: high.map((value, i) => {
        const floor = low[i];
        return value === null || floor === null || floor === undefined ? null : value - floor;
      }),
      areaStyle: { color, opacity: 0.14 },
    },
  ];
}
