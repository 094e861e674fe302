import type { LiveMessage, LiveReply } from "@lepton/server";
import { useEffect, useRef, useState } from "react";
import { api } from "../client.ts";

export type StreamState = "connecting" | "open" | "reconnecting";

/**
 * The newest events and then each that arrives. A lost connection is taken up again by the browser with the id of
 * the last event seen; one that the server refused is tried anew after a pause.
 */
export function useLiveEvents(project: string, onEvents: (items: LiveMessage["items"]) => void): StreamState {
  const [state, setState] = useState<StreamState>("connecting");
  const receive = useRef(onEvents);
  receive.current = onEvents;
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const gone = new AbortController();
    const catchUp = () =>
      api
        .get<LiveReply>(`/api/projects/${project}/live`, { search: { limit: 100 }, signal: gone.signal })
        .then((reply) => receive.current(reply.items))
        // The stream's own state tells the member; the list comes with the next try.
        .catch(() => undefined);
    const open = () => {
      source = new EventSource(`/api/projects/${project}/live/stream`);
      source.addEventListener("open", () => {
        setState("open");
        void catchUp();
      });
      source.addEventListener("events", (message: MessageEvent<string>) => {
        receive.current((JSON.parse(message.data) as LiveMessage).items);
      });
      source.addEventListener("error", () => {
        setState("reconnecting");
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, retryMs);
      });
    };
    void catchUp();
    open();
    return () => {
      gone.abort();
      clearTimeout(timer);
      source?.close();
    };
  }, [project]);
  return state;
}

const retryMs = 3_000;
