import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { LeptonError } from "@lepton/core";
import { openWarehouse, type Warehouse } from "@lepton/warehouse";
import { buildApp } from "./app.ts";
import type { ServerConfig } from "./config.ts";
import { layout } from "./folder/layout.ts";
import type { ServerNote } from "./folder/note.ts";
import { openMeta } from "./meta/open.ts";
import { builtParts } from "./parts.ts";

export interface StartOptions {
  /** Folder for everything Lepton keeps. */
  directory: string;
  /** 0: any free port. */
  port?: number;
  /** `127.0.0.1` unless told; `0.0.0.0` opens it to the network. */
  host?: string;
  /** No log at all, for commands that start a server for themselves. */
  quiet?: boolean;
  config?: Partial<ServerConfig>;
}
export interface RunningServer {
  url: string;
  /** Bearer token that may do everything; stands in `server.json` for whoever may read the folder. */
  localToken: string;
  /** Resolves when the warehouse answers; rejects when it cannot be opened. */
  ready: Promise<void>;
  /** Stops accepting, finishes what is being written, closes. */
  close(): Promise<void>;
}

/** Starts Lepton. Returns as soon as pages are served; the warehouse opens meanwhile. */
export async function startServer({
  directory,
  port = 8600,
  host = "127.0.0.1",
  quiet = false,
  config,
}: StartOptions): Promise<RunningServer> {
  const paths = layout(directory);
  const meta = await openMeta(paths.meta);
  const opening: Promise<Warehouse> = openWarehouse({ directory: paths.warehouse });
  const localToken = `ll_${randomBytes(24).toString("base64url")}`;
  const app = await buildApp({
    warehouse: opening,
    meta,
    config: {
      ...builtParts(),
      importDirectory: paths.uploads,
      modelDirectory: paths.models,
      secretKeyFile: paths.secretKey,
      localToken,
      ...(quiet ? { logLevel: "silent" } : {}),
      ...config,
    },
  });
  const release = async () => {
    const warehouse = await opening.catch(() => null);
    await warehouse?.close();
    await meta.close();
  };
  try {
    await app.listen({ port, host });
  } catch (cause) {
    await release();
    throw cannotListen(cause, host, port);
  }
  const bound = app.server.address() as AddressInfo;
  const url = `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${bound.port}`;
  // A second server on this folder fails at its warehouse; the first one's note must stay.
  const ready = opening.then(async () => {
    await meta.jobs.failAbandoned();
    app.resumeJobs();
    app.act.start();
    const note: ServerNote = { url, localToken };
    await writeFile(paths.note, JSON.stringify(note), { mode: 0o600 });
  });
  ready.catch(() => {});
  return {
    url,
    localToken,
    ready,
    async close() {
      const noted = await ready.then(
        () => true,
        () => false,
      );
      if (noted) await rm(paths.note, { force: true });
      await app.close();
      await release();
    },
  };
}

function cannotListen(cause: unknown, host: string, port: number): LeptonError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const busy = code === "EADDRINUSE";
  return new LeptonError(
    busy ? "PORT_BUSY" : "CANNOT_LISTEN",
    {
      problem: busy ? "Another program listens on this port." : "The server cannot listen here.",
      received: `${host}:${port}${busy ? "" : ` (${code})`}`,
      next: busy ? "Stop it, or choose another port with --port." : "Choose another --host or --port.",
      status: 500,
    },
    { cause },
  );
}
