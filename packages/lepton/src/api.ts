import { LeptonError } from "@lepton/core";
import { findServer, type RunningServer, startServer } from "@lepton/server";

/**
 * Lepton's HTTP API for one data folder, with the rights of whoever may read that folder.
 * A server that already runs on the folder is used; otherwise one is started for the command and closed after it,
 * so that commands and pages go through the same functions.
 */
export interface Api {
  url: string;
  /** Sends JSON, gives JSON; a refusal becomes a `LeptonError`. */
  call<Reply>(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<Reply>;
  /** The raw reply, for uploads and downloads. */
  send(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Opens the API of a data folder; throws when the folder is in use by something that does not answer. */
export async function openApi(directory: string): Promise<Api> {
  const running = await findServer(directory);
  const own = running ? null : await startServer({ directory, port: 0, host: "127.0.0.1", quiet: true });
  await own?.ready.catch(async (error: unknown) => {
    await own.close();
    throw error;
  });
  const { url, localToken } = running ?? (own as RunningServer);
  const send: Api["send"] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${localToken}`);
    const reply = await fetch(new URL(path, url), { ...init, headers });
    if (!reply.ok) throw await refusal(reply);
    return reply;
  };
  return {
    url,
    send,
    async call<Reply>(method: string, path: string, body?: unknown) {
      const reply = await send(path, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      return (await reply.json()) as Reply;
    },
    close: async () => own?.close(),
  };
}

async function refusal(reply: Response): Promise<LeptonError> {
  const text = await reply.text();
  try {
    const { code, ...parts } = JSON.parse(text) as { code: string; problem: string; next: string };
    return new LeptonError(code, { ...parts, status: reply.status });
  } catch {
    return new LeptonError("CLI_BAD_REPLY", {
      problem: "The server's answer could not be read.",
      received: `${reply.status} ${text.slice(0, 200)}`,
      next: "Check that the address belongs to Lepton, and that its version is the one of this command.",
    });
  }
}

/** The project a command works on: the named one (id or name), or the only one there is. */
export async function chooseProject(
  api: Api,
  wanted: string | undefined,
): Promise<{ id: string; name: string }> {
  const { items } = await api.call<{ items: { id: string; name: string }[] }>("GET", "/api/projects");
  const found =
    wanted === undefined ? items : items.filter(({ id, name }) => id === wanted || name === wanted);
  const [project, ...others] = found;
  if (project && others.length === 0) return project;
  throw new LeptonError(project ? "CLI_PROJECT_AMBIGUOUS" : "CLI_PROJECT_UNKNOWN", {
    problem: project ? "Several projects fit." : "There is no such project.",
    received: wanted ?? (items.length === 0 ? "an empty data folder" : "no --project"),
    next:
      items.length === 0
        ? "Create one with: lepton project create NAME"
        : `Give --project with one of: ${items.map(({ id, name }) => `${id} (${name})`).join(", ")}.`,
    field: "--project",
  });
}
