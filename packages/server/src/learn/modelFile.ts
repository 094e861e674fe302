import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, open, readFile, rename, rm } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import type { Feature, FeaturePlan } from "@lepton/growth";
import { type FittedModel, modelFromJSON, type SavedModel } from "@lepton/learn";
import type { ModelTask } from "../contract/model.ts";

/** Values of a row in the order of the features; null: missing. */
export type Cells = (number | string | null)[];

/** A model on disk: how its features are read, and what it learnt. Plain JSON. */
export interface ModelFile {
  format: 1;
  task: ModelTask;
  plan: FeaturePlan;
  features: Feature[];
  fitted: SavedModel;
  /** Rows of training people: whom an explanation compares with. */
  background: Cells[];
}
export interface LoadedModel extends Omit<ModelFile, "fitted" | "format"> {
  fitted: FittedModel;
}

/** Writes the whole file or none: under another name first, on disk before it takes its own. */
export async function saveModelFile(file: string, model: ModelFile): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(JSON.stringify(model));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new LeptonError(
      "MODEL_NOT_SAVED",
      {
        problem: "The model could not be written to disk.",
        received: (cause as Error).message.slice(0, 200),
        next: "Free some space in the data folder, then start the training again.",
        status: 507,
      },
      { cause },
    );
  }
}

/** A model as it is stored. Errors: MODEL_FILE_MISSING, MODEL_FILE_DAMAGED. */
export async function readModelFile(file: string): Promise<ModelFile> {
  try {
    await access(file, constants.R_OK);
  } catch (cause) {
    throw damaged("MODEL_FILE_MISSING", "The file of this model is gone.", cause);
  }
  try {
    const model = JSON.parse(await readFile(file, "utf8")) as ModelFile;
    if (model.format !== 1) throw new Error(`format ${String(model.format)}`);
    return model;
  } catch (cause) {
    throw damaged("MODEL_FILE_DAMAGED", "The file of this model cannot be read.", cause);
  }
}

/** A model ready to predict. Errors: those of `readModelFile`. */
export async function loadModelFile(file: string): Promise<LoadedModel> {
  const { format: _, fitted, ...rest } = await readModelFile(file);
  try {
    return { ...rest, fitted: modelFromJSON(fitted) };
  } catch (cause) {
    throw damaged("MODEL_FILE_DAMAGED", "The file of this model cannot be read.", cause);
  }
}

const damaged = (code: string, problem: string, cause: unknown) =>
  new LeptonError(
    code,
    { problem, next: "Train the model again, or restore a backup of the data folder.", status: 409 },
    { cause },
  );
