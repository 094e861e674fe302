import { join } from "node:path";

/** Where things lie in a data folder; a backup has the same names. */
export function layout(directory: string) {
  return {
    meta: join(directory, "meta", "lepton.sqlite"),
    warehouse: join(directory, "warehouse"),
    /** Where the running server is and how commands on this machine talk to it. */
    note: join(directory, "server.json"),
    /** Trained models, a file each. */
    models: join(directory, "models"),
    /** Files on their way in. */
    uploads: join(directory, "uploads"),
    /** Opens the secrets of webhooks; not in a backup, so that a backup alone reveals none. */
    secretKey: join(directory, "secret.key"),
  };
}
