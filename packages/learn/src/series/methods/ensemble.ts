import { z } from "zod";
import type { Method } from "../method.ts";

/**
 * The median of the members' points, step by step: no weights to learn, and one member gone astray does no harm.
 * Source: Petropoulos & Svetunkov 2020, Int. J. Forecasting 36:110–115.
 */
export function ensembleMethod(members: readonly Method[]): Method<unknown[]> {
  return {
    name: "ensemble",
    options: { members: members.map(({ name, options }) => ({ name, options })) },
    parameters: z.array(z.unknown()),
    minimum: (seasons, horizon) => Math.max(...members.map((member) => member.minimum(seasons, horizon))),
    fit: async (histories, context) => {
      const all: unknown[] = [];
      for (const [i, member] of members.entries()) {
        const onProgress = context.onProgress;
        all.push(
          await member.fit(histories, {
            ...context,
            onProgress:
              onProgress &&
              (({ share, step }) =>
                onProgress({ share: (i + share) / members.length, step: `${member.name}: ${step}` })),
          }),
        );
      }
      return all;
    },
    points: async (parameters, histories, horizon, signal) => {
      const all: Float64Array[][] = [];
      for (const [i, member] of members.entries())
        all.push(await member.points(parameters[i], histories, horizon, signal));
      return histories.map((_, s) =>
        Float64Array.from({ length: horizon }, (_, h) =>
          middle(all.map((points) => (points[s] as Float64Array)[h] as number)),
        ),
      );
    },
  };
}

function middle(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2
    ? (values[half] as number)
    : ((values[half - 1] as number) + (values[half] as number)) / 2;
}
