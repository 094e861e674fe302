import { timingSafeEqual } from "node:crypto";
import { createReadStream, unlink } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { TooManyWaiting } from "./pool.ts";
import { readRequest } from "./request.ts";
import { type Answer, EngineException, type Runner } from "./run.ts";

/** HTTP status ClickHouse gives to a code: the caller's fault, or the engine's. */
const callersFault = new Set([
  6, 26, 27, 36, 38, 41, 43, 46, 47, 53, 60, 62, 69, 72, 115, 117, 386, 456, 457,
]);

const contentTypes: Record<string, string> = {
  JSON: "application/json; charset=UTF-8",
  JSONEachRow: "application/x-ndjson; charset=UTF-8",
  TabSeparated: "text/tab-separated-values; charset=UTF-8",
  CSV: "text/csv; charset=UTF-8; header=absent",
};

function fail(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof TooManyWaiting
      ? new EngineException(202, "TOO_MANY_SIMULTANEOUS_QUERIES", "Too many statements are waiting.")
      : (error as Error & { clickhouseCode?: number });
  const code = known.clickhouseCode ?? 1002;
  if (response.headersSent) return void response.destroy();
  const status = callersFault.has(code) ? 400 : 500;
  const message = known.message.startsWith("Code:")
    ? known.message
    : `Code: ${code}. DB::Exception: ${known.message} (UNKNOWN_EXCEPTION)`;
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=UTF-8",
    "X-ClickHouse-Exception-Code": String(code),
  });
  response.end(message);
}

function succeed(response: ServerResponse, answer: Answer, queryId: string | undefined): void {
  response.setHeader("Content-Type", contentTypes[answer.format] ?? "text/plain; charset=UTF-8");
  response.setHeader("X-ClickHouse-Format", answer.format);
  if (queryId) response.setHeader("X-ClickHouse-Query-Id", queryId);
  response.setHeader(
    "X-ClickHouse-Summary",
    JSON.stringify({
      read_rows: String(answer.readRows),
      read_bytes: String(answer.readBytes),
      written_rows: String(answer.writtenRows),
      written_bytes: "0",
      total_rows_to_read: "0",
      result_rows: "0",
      result_bytes: String(answer.bytes.byteLength),
      elapsed_ns: String(Math.round(answer.elapsedSeconds * 1e9)),
    }),
  );
  if (answer.spool === undefined) return void response.end(answer.bytes);
  const { spool } = answer;
  const file = createReadStream(spool, { highWaterMark: 1 << 20 });
  // Unlinked once open: the file goes away with its last reader, even after a crash of this process.
  file.once("open", () => unlink(spool, () => {}));
  file.once("error", () => response.destroy());
  response.once("close", () => file.destroy());
  file.pipe(response);
}

/** ClickHouse's HTTP interface over the sessions of a runner; every request but `/ping` carries the secret. */
export function engineServer(runner: Runner, secret: string): Server {
  const expected = Buffer.from(secret);
  const isAllowed = (request: IncomingMessage) => {
    const [, basic = ""] = (request.headers.authorization ?? "").split(" ");
    const given = Buffer.from(Buffer.from(basic, "base64").toString("utf8").split(":").slice(1).join(":"));
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  // Bound parameters travel in the URL; a list of ten thousand ids is half a megabyte.
  const server = createServer({ maxHeaderSize: 64 * 2 ** 20 }, (request, response) => {
    if (request.url?.startsWith("/ping")) return void response.end("Ok.\n");
    if (!isAllowed(request))
      return fail(response, new EngineException(516, "AUTHENTICATION_FAILED", "Authentication failed."));
    let cancel = () => {};
    response.once("close", () => {
      if (!response.writableFinished) cancel();
    });
    readRequest(request)
      .then(async (read) => {
        const answer = await runner.run(read, (stop) => {
          cancel = stop;
        });
        cancel = () => {};
        succeed(response, answer, read.queryId);
      })
      .catch((error: unknown) => fail(response, error));
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}
