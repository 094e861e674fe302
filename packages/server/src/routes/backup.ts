import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { backupInto } from "../folder/backup.ts";
import { routesOn } from "../http/route.ts";

/** Backups of the running server, for the command line on the same machine only: it names a path here. */
export function backupRoutes(app: FastifyInstance, context: AppContext): void {
  routesOn(app, context, "Backup").caller({
    method: "POST",
    path: "/api/backup",
    summary: "Copies everything into a new folder of the server's machine; command line only.",
    body: z.object({ to: z.string().min(1).max(4_000) }),
    reply: z.object({ bytes: z.number() }),
    handle: async ({ caller, body, audit }) => {
      if (caller.kind !== "local")
        throw new LeptonError("LOCAL_ONLY", {
          problem: "Backups are made by whoever may read the data folder.",
          next: "Run `lepton backup FOLDER` on the server's machine.",
          status: 403,
        });
      const receipt = await backupInto(
        context.warehouse,
        context.meta,
        body.to,
        context.config.modelDirectory,
      );
      await audit("backup", body.to);
      return receipt;
    },
  });
}
