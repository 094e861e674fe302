import type { Dataset } from "../data/dataset.ts";
import type { Trainer } from "../training/trainer.ts";
export interface ProfileOptions {
  steps?: number;
}
export interface Profile {
  x: number;
}
export async function profile(_: Trainer, __: Dataset, ___: ProfileOptions): Promise<Profile> {
  return { x: 1 };
}
