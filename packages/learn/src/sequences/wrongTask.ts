import { LeptonError } from "@lepton/core";

export const wrongTask = (model: string, wants: string, received: string) =>
  new LeptonError("LEARN_TASK", {
    problem: `${model} predicts ${wants}.`,
    received: `outcomes of ${received}`,
    next: "Ask another question, or take another model.",
  });
