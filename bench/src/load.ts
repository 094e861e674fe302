import { Agent, request } from "node:http";

export interface Load {
  url: string;
  path: string;
  connections: number;
  seconds: number;
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

/** A closed loop: each connection sends its next request when the last is answered. Bounded in time and count. */
export async function load({ url, path, connections, seconds, body }: Load): Promise<LoadReport> {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let sent = 0;
  let refused = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const bytes = body(sent++);
      const at = performance.now();
      const headers = { "content-type": "application/json", "content-length": bytes.length };
      request({ agent, hostname, port, path, method: "POST", headers }, (reply) => {
        reply.resume().once("end", () => {
          latencies.push(performance.now() - at);
          if (reply.statusCode !== 200) refused++;
          resolve();
        });
      })
        .once("error", reject)
        .end(bytes);
    });
  const connection = async () => {
    while (performance.now() < until) await one();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const took = (performance.now() - started) / 1000;
  agent.destroy();
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { requests: sorted.length, refused, seconds: took, p50Ms: at(0.5), p99Ms: at(0.99) };
}
