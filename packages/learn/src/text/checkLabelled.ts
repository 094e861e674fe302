import { LeptonError } from "@lepton/core";
import { type ClassTarget, checkVaries, classTarget } from "../tabular/target.ts";
import { checkTexts } from "./checkTexts.ts";

/** Errors: LEARN_TEXT_KIND, LEARN_ROWS_DIFFER, LEARN_TARGET_EMPTY, LEARN_TARGET_MISSING, LEARN_TARGET_CONSTANT. */
export function checkLabelled(
  texts: readonly string[],
  labels: ArrayLike<string | number | boolean>,
): { read: readonly string[]; y: ClassTarget } {
  const read = checkTexts(texts);
  if (read.length !== labels.length)
    throw new LeptonError("LEARN_ROWS_DIFFER", {
      problem: "There must be one label per text.",
      received: `${read.length} texts and ${labels.length} labels`,
      next: "Give one of each per row.",
    });
  const y = classTarget(labels);
  checkVaries(y, "label");
  return { read, y };
}

/** Errors: LEARN_CLASS_UNKNOWN. */
export function placeOfClass(classes: readonly string[], asked: string): number {
  const place = classes.indexOf(asked);
  if (place >= 0) return place;
  throw new LeptonError("LEARN_CLASS_UNKNOWN", {
    problem: "The model does not know this class.",
    received: asked,
    next: `Use one of: ${classes.slice(0, 20).join(", ")}.`,
  });
}

export const noWords = (texts: number): LeptonError =>
  new LeptonError("LEARN_TEXT_NO_WORDS", {
    problem: "The texts have no words to learn from.",
    received: `${texts} texts without letters or digits`,
    next: "Give texts with words in them.",
  });
