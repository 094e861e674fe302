import { connect, type Socket } from "node:net";

export interface Load {
  url: string;
  path: string;
  connections: number;
  seconds: number;
  /** Sent at full rate before the clock runs, and not counted: a just-in-time compiler needs its first requests. */
  warmUpSeconds: number;
  /** The body of the n-th request. */
  body(n: number): Buffer;
}
export interface LoadReport {
  requests: number;
  refused: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
}

/**
 * A closed loop: each connection sends its next request when the last is answered. Bounded in time and count.
 * It writes and reads HTTP/1.1 on plain sockets, because it shares the machine with what it measures: a request
 * through `node:http` cost it 0.15 ms of processor time, a third of what the server took to store an event.
 */
export async function load({
  url,
  path,
  connections,
  seconds,
  warmUpSeconds,
  body,
}: Load): Promise<LoadReport> {
  const { hostname, port } = new URL(url);
  const head = `POST ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: `;
  const latencies: number[] = [];
  let sent = 0;
  let refused = 0;
  const started = performance.now() + warmUpSeconds * 1000;
  const until = started + seconds * 1000;
  const connection = async () => {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    const answered = answers(socket);
    while (performance.now() < until) {
      const bytes = body(sent++);
      const at = performance.now();
      socket.cork();
      socket.write(`${head}${bytes.length}\r\n\r\n`, "latin1");
      socket.write(bytes);
      socket.uncork();
      if ((await answered()) !== 200) refused++;
      if (at >= started) latencies.push(performance.now() - at);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const took = (performance.now() - started) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { requests: sorted.length, refused, seconds: took, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Resolves with the status of each answer in turn, once all of it is here. */
function answers(socket: Socket): () => Promise<number> {
  let text = "";
  let settle: { resolve(status: number): void; reject(error: Error): void } | undefined;
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
    if (length === undefined) return void socket.destroy(new Error(`No Content-Length in: ${text}`));
    if (text.length < end + 4 + Number(length)) return;
    const status = Number(text.slice(9, 12));
    text = "";
    settle?.resolve(status);
  });
  socket.once("error", (error) => settle?.reject(error));
  socket.once("end", () => settle?.reject(new Error("The server closed a connection.")));
  return () =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
}
