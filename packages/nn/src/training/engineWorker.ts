/** The thread of Node's in which a model trains. */
import { parentPort } from "node:worker_threads";
import { serveEngine } from "./serveEngine.ts";

serveEngine({
  post: (message, move) => parentPort?.postMessage(message, move),
  listen: (hear) => parentPort?.on("message", hear),
});
