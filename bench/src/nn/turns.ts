import type { TorchPeer } from "./torchPeer.ts";

/** Least and middle of several times, ms. */
export interface Times {
  min: number;
  median: number;
}

export function timesOf(ms: readonly number[]): Times {
  const sorted = [...ms].sort((a, b) => a - b);
  return { min: sorted[0] ?? Number.NaN, median: sorted[sorted.length >> 1] ?? Number.NaN };
}

/** Both sides' times of a case, in turns: what else the machine does meets both alike. The first round warms up. */
export async function takeTurns(
  ours: (steps: number) => Promise<number[]>,
  torch: TorchPeer | null,
  name: string,
  { rounds, steps }: { rounds: number; steps: number },
): Promise<{ ours: Times; peer: Times | null }> {
  await ours(1);
  await torch?.steps(name, 1);
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    mine.push(...(await ours(steps)));
    await pause();
    if (torch) theirs.push(...(await torch.steps(name, steps)));
    await pause();
  }
  return { ours: timesOf(mine), peer: torch ? timesOf(theirs) : null };
}

/** Threads of either side spin a little after their work before they sleep. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
