/** The embedded engine's process: ClickHouse's HTTP interface on a Unix socket, over a pool of chdb sessions. */
import { createServer, type IncomingMessage } from "node:http";
import { Session } from "chdb";

const [directory, socketPath] = process.argv.slice(2);
if (!directory || !socketPath) throw new Error("usage: engine DIRECTORY SOCKET");

const sessions = Array.from(
  { length: 4 },
  () =>
    new Session(directory, {
      connectionArgs: ["--output_format_json_quote_64bit_integers=1", "--fsync_after_insert=1"],
    }),
);
const idle = [...sessions];
const waiting: ((session: Session) => void)[] = [];
const take = () =>
  new Promise<Session>((resolve) => {
    const session = idle.pop();
    if (session) resolve(session);
    else waiting.push(resolve);
  });
const give = (session: Session) => {
  const next = waiting.shift();
  if (next) next(session);
  else idle.push(session);
};

async function body(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://engine");
  if (url.pathname === "/ping") return void response.end("Ok.\n");
  const params: Record<string, string> = {};
  for (const [key, value] of url.searchParams) if (key.startsWith("param_")) params[key.slice(6)] = value;
  const data = (await body(request)).toString("utf8");
  const inUrl = url.searchParams.get("query");
  const sql = inUrl === null ? data : `${inUrl}\n${data}`;
  const session = await take();
  try {
    const format = /FORMAT\s+(\w+)\s*$/i.exec(sql)?.[1] ?? "TabSeparated";
    const result =
      Object.keys(params).length > 0
        ? await session.queryBindAsync(sql, params, { format })
        : await session.queryAsync(sql, { format });
    response.end(result.bytes());
  } catch (error) {
    const code = (error as { clickhouseCode?: number }).clickhouseCode ?? 1002;
    response.writeHead(500, { "X-ClickHouse-Exception-Code": String(code) }).end((error as Error).message);
  } finally {
    give(session);
  }
});
server.listen(socketPath, () => process.send?.("ready"));
process.on("disconnect", () => {
  for (const session of sessions) session.close();
  process.exit(0);
});
