import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { Job, JobMessage, LearningSeries } from "../contract/job.ts";
import { type LiveCurves, newPoints } from "./liveCurves.ts";

const everyMs = 500;
/** Proxies close silent connections after about a minute. */
const heartbeatMs = 15_000;

export interface JobSource {
  curves: LiveCurves;
  id: string;
  read(): Promise<Job>;
}

/** Sends how far a job is, with its curves, until it ended or the client leaves. Returns the open response. */
export function streamJob({ curves, id, read }: JobSource, reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  raw.write("retry: 2000\n\n");
  let seen: LearningSeries[] | null = null;
  let told = "";
  let isSending = false;
  const send = async () => {
    if (isSending || raw.writableEnded || raw.writableLength > 0) return;
    isSending = true;
    // The store may be closing, or the project was removed: the client comes back and is told so.
    const job = await read().catch(() => null);
    isSending = false;
    if (job === null) return void raw.end();
    const now = curves.of(id);
    const fresh = seen === null ? null : newPoints(seen, now);
    const message: JobMessage = { job, isWhole: fresh === null, series: fresh ?? now };
    const text = JSON.stringify(message);
    if (text === told || raw.writableEnded) return;
    told = text;
    seen = now;
    raw.write(`event: job\ndata: ${text}\n\n`);
    if (job.status !== "queued" && job.status !== "running") raw.end();
  };
  const ticking = setInterval(() => void send(), everyMs);
  const heartbeat = setInterval(() => raw.write(": still here\n\n"), heartbeatMs);
  raw.once("close", () => {
    clearInterval(ticking);
    clearInterval(heartbeat);
  });
  void send();
  return raw;
}
