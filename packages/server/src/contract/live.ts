import { z } from "zod";
import { eventRow } from "./person.ts";

export const liveQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });
/** Newest first. */
export const liveReply = z.object({ items: z.array(eventRow) });
/** `data:` of each server-sent event named `events`; its `id:` goes back as `Last-Event-ID`. */
export const liveMessage = z.object({ items: z.array(eventRow) });

export type LiveReply = z.infer<typeof liveReply>;
export type LiveMessage = z.infer<typeof liveMessage>;
