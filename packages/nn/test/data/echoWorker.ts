import { parentPort, workerData } from "node:worker_threads";
import { LeptonError } from "@lepton/core";

const error = new LeptonError("NN_ECHO", { problem: "None.", next: "Go on." });
parentPort?.postMessage({ seed: workerData.seed, code: error.code });
