import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { LeptonError } from "@lepton/core";
import { turns } from "../pixels.ts";

/** Endings that are taken for pictures; BMP and HEIC are known as such though sharp's build does not read them. */
const endings = new Set(
  [".jpg", ".jpeg", ".jpe", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff"].concat(".bmp", ".heic"),
);

export interface ImageFile {
  /** Class number. */
  readonly label: number;
  readonly path: string;
}

/**
 * Pictures in one folder per class, classes and files in the order of their names' code units. Folders within a class
 * folder count too; hidden files and those of other endings do not.
 * Errors: NN_FOLDER_MISSING, NN_FOLDER_EMPTY, NN_CLASSES_MISSING, NN_CLASS_MISSING, NN_CLASS_EMPTY.
 */
export async function scanClasses(
  root: string,
  classes?: readonly string[],
): Promise<{ classNames: string[]; files: ImageFile[] }> {
  const entries = (await list(root)).filter((name) => !name.startsWith("."));
  if (entries.length === 0) throw missing("NN_FOLDER_EMPTY", "The folder is empty.", root);
  const folders: string[] = [];
  for (const name of entries.sort()) if ((await stat(join(root, name))).isDirectory()) folders.push(name);
  if (folders.length === 0)
    throw missing("NN_CLASSES_MISSING", "The folder holds files but no folder for a class.", root);
  const unknown = classes?.find((name) => !folders.includes(name));
  if (unknown !== undefined)
    throw missing(
      "NN_CLASS_MISSING",
      `There is no folder for this class; there are ${folders.join(", ")}.`,
      unknown,
    );
  const classNames = [...(classes ?? folders)];
  const files: ImageFile[] = [];
  const empty: string[] = [];
  for (const [label, name] of classNames.entries()) {
    const paths = await pictures(join(root, name));
    if (paths.length === 0) empty.push(name);
    for (const path of paths) files.push({ label, path });
  }
  if (empty.length > 0) throw emptyClass(empty);
  return { classNames, files };
}

/** NN_CLASS_EMPTY, for folders without pictures or without one that can be read. */
export function emptyClass(
  names: readonly string[],
  why = "without any JPEG, PNG, WebP, AVIF, GIF or TIFF picture",
) {
  return new LeptonError("NN_CLASS_EMPTY", {
    problem: `There are classes ${why}.`,
    received: names.slice(0, 10).join(", "),
    next: "Add pictures, remove the folders, or name the classes to use with `classes`.",
  });
}

async function list(root: string): Promise<string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    throw new LeptonError(
      "NN_FOLDER_MISSING",
      {
        problem: "The folder cannot be read.",
        received: error instanceof Error ? error.message : root,
        next: "Give the path of a folder that holds one folder of pictures per class.",
      },
      { cause: error },
    );
  }
}

/** Also through links to files; links to folders are not followed, so that no circle is walked. */
async function pictures(folder: string): Promise<string[]> {
  const pause = turns(); // A large folder takes a while to go through.
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await pause();
    const isPicture = endings.has(extname(entry.name).toLowerCase()) && !entry.name.startsWith(".");
    if (isPicture && !entry.isDirectory()) paths.push(join(entry.parentPath, entry.name));
  }
  return paths.sort();
}

function missing(code: string, problem: string, received: string): LeptonError {
  return new LeptonError(code, {
    problem,
    received,
    next: "Give a folder that holds one folder of pictures per class, e.g. pets/cat and pets/dog.",
  });
}
