import { relative, sep } from "node:path";
import { LeptonError } from "@lepton/core";
import { turns } from "../pixels.ts";
import { mixSeed } from "../seed.ts";
import type { ImageFile } from "./scanClasses.ts";

/**
 * Numbers of the readable files on each side. Each class holds out the share with the smallest hash of (seed, path within
 * the root): the same on every machine, and nearly the same after pictures were added. Errors: NN_SPLIT_EMPTY.
 */
export async function splitFiles(
  root: string,
  files: readonly ImageFile[],
  isReadable: readonly boolean[],
  { validationSplit, seed }: { validationSplit: number; seed: number },
): Promise<{ train: Uint32Array; validation: Uint32Array }> {
  const pause = turns();
  const classes = new Map<number, { number: number; rank: number }[]>();
  for (const [number, { label, path }] of files.entries()) {
    if (!isReadable[number]) continue;
    await pause();
    const rank = rankOf(seed, relative(root, path).replaceAll(sep, "/"));
    const members = classes.get(label) ?? [];
    members.push({ number, rank });
    classes.set(label, members);
  }
  const held = new Set<number>();
  for (const members of classes.values()) {
    members.sort((a, b) => a.rank - b.rank);
    for (const { number } of members.slice(0, Math.round(members.length * validationSplit))) held.add(number);
  }
  const readable = Uint32Array.from(files.keys()).filter((number) => isReadable[number]);
  const validation = readable.filter((number) => held.has(number));
  const train = readable.filter((number) => !held.has(number));
  if (train.length === 0 || (validationSplit > 0 && validation.length === 0))
    throw new LeptonError("NN_SPLIT_EMPTY", {
      problem: `The split leaves ${train.length} pictures to train on and ${validation.length} to validate on.`,
      received: `${readable.length} pictures, validationSplit ${validationSplit}`,
      next: "Give more pictures or another share.",
    });
  return { train, validation };
}

function rankOf(seed: number, name: string): number {
  let hash = mixSeed(seed);
  for (let i = 0; i < name.length; i++) hash = mixSeed(hash, name.charCodeAt(i));
  return hash;
}
